package dev.mori.admin.cli;

import dev.mori.admin.config.ClusterAddress;
import dev.mori.admin.config.Connection;
import dev.mori.admin.config.ConnectionEntry;
import dev.mori.admin.config.NodeConfig;
import dev.mori.admin.home.NodeFolder;
import dev.mori.admin.home.RunningNode;
import dev.mori.overlay.session.SessionName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mori start}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "start",
    description = {
      "Start the node of a connection in the background and wait until clients can connect.",
      "The first start makes the shadow: prod's whole schema without its rows."
    })
final class StartCommand implements Callable<Integer> {
  private final Supplier<NodeProgram> program;

  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The connection; may be left out when mori.yaml has one.")
  private @Nullable String name;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port for clients; default: the first free one from 9002.")
  private @Nullable Integer port;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "Port of the admin API; default: the first free one from 9090.")
  private @Nullable Integer adminPort;

  @Option(
      names = "--shadow",
      paramLabel = "embedded|docker|URL",
      description = "Where shadows live; default: embedded, a PostgreSQL of mori's own.")
  private @Nullable String shadow;

  @Option(
      names = "--session",
      paramLabel = "SESSION",
      description = "Session of clients that name none; default: main.")
  private @Nullable String session;

  @Option(
      names = "--cluster",
      paramLabel = "HOST:PORT",
      description = {
        "Make it one of the connection's nodes, which the others reach at this address.",
        "The shadow has to be a server that all of them reach."
      })
  private @Nullable String cluster;

  @Option(names = "--foreground", description = "Stay in this process; Ctrl-C stops the node.")
  private boolean foreground;

  @Option(names = "--in-background", hidden = true, description = "This is the background process.")
  private boolean inBackground;

  StartCommand(Supplier<NodeProgram> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    ConnectionEntry entry = project.entry(name);
    NodeConfig config = config();
    NodeFolder folder = folder(entry, config);
    if (inBackground) {
      return runInBackground(entry, folder, config);
    }
    NodeProgram.Launch launch = launch(entry, folder, config);
    if (folder.isHeld()) {
      throw new CliFailure(ExitCode.FAILED, running(entry.name(), folder));
    }
    entry.warnings().forEach(warning -> output.note("warning: " + warning));
    if (foreground) {
      program.get().run(launch, output::note);
      return ExitCode.OK;
    }
    RunningNode running = BackgroundStart.start(folder, arguments(entry.name()), output::note);
    report(launch.connection(), running);
    return ExitCode.OK;
  }

  /** Nodes of a cluster have a folder each, so that several can run on one machine. */
  private NodeFolder folder(ConnectionEntry entry, NodeConfig config) {
    return ClusterAddress.of(config)
        .map(address -> project.state().node(entry.name(), address.port()))
        .orElse(project.state().node(entry.name()));
  }

  private Integer runInBackground(ConnectionEntry entry, NodeFolder folder, NodeConfig config) {
    try {
      program.get().run(launch(entry, folder, config), output::note);
      return ExitCode.OK;
    } catch (CliFailure e) {
      // The waiting process says it.
      folder.failed(new NodeFolder.Failure(e.exitCode(), e.sentence()));
      return e.exitCode();
    }
  }

  private static String running(String name, NodeFolder folder) {
    return folder
        .running()
        .map(
            node ->
                name
                    + " is already running at "
                    + node.bind()
                    + ":"
                    + node.port()
                    + ": mori stop "
                    + name
                    + " first.")
        .orElse(name + " is already being started; look at mori log.");
  }

  private NodeConfig config() {
    NodeConfig config = project.config();
    if (cluster != null) {
      if (ClusterAddress.parse(cluster).isEmpty()) {
        throw new CliFailure(
            ExitCode.USAGE, "--cluster: expected host:port, found " + cluster + ".");
      }
      config = config.with("mori.cluster.address", cluster);
    }
    if (shadow != null) {
      config = config.with("mori.session.shadow", shadow);
    }
    if (session != null) {
      SessionName.problem("session", session)
          .ifPresent(
              reason -> {
                throw new CliFailure(ExitCode.USAGE, "--session: " + reason + ".");
              });
      config = config.with("mori.session.default", session);
    }
    return config;
  }

  private NodeProgram.Launch launch(ConnectionEntry entry, NodeFolder folder, NodeConfig config) {
    return new NodeProgram.Launch(
        project.resolve(entry),
        folder,
        config,
        new NodeProgram.Ports(checked("--port", port), checked("--admin-port", adminPort)));
  }

  static OptionalInt checked(String option, @Nullable Integer port) {
    if (port == null) {
      return OptionalInt.empty();
    }
    if (port < 0 || port > 65_535) {
      throw new CliFailure(
          ExitCode.USAGE,
          option + ": expected a whole number from 0 to 65535, found " + port + ".");
    }
    return OptionalInt.of(port);
  }

  private Map<String, String> arguments(String connection) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("start", connection);
    arguments.put("--file", project.yaml().toString());
    if (port != null) {
      arguments.put("--port", port.toString());
    }
    if (adminPort != null) {
      arguments.put("--admin-port", adminPort.toString());
    }
    if (shadow != null) {
      arguments.put("--shadow", shadow);
    }
    if (session != null) {
      arguments.put("--session", session);
    }
    if (cluster != null) {
      arguments.put("--cluster", cluster);
    }
    return arguments;
  }

  private void report(Connection connection, RunningNode running) {
    String url =
        "postgresql://"
            + connection.user()
            + "@"
            + running.bind()
            + ":"
            + running.port()
            + "/"
            + connection.database();
    if (output.isJson()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("connection", connection.name());
      facts.put("url", url);
      facts.put("port", running.port());
      facts.put("adminPort", running.adminPort());
      facts.put("pid", running.pid());
      facts.put("session", running.session());
      output.document(facts);
      return;
    }
    output.line(
        connection.name()
            + " is running at "
            + running.bind()
            + ":"
            + running.port()
            + ", session "
            + running.session()
            + "; prod "
            + connection.address()
            + " is only read.");
    output.line("  psql \"" + url + "\"");
    output.line("  mori inspect    what this session has changed");
    output.line("  mori reset      back to prod");
  }
}
