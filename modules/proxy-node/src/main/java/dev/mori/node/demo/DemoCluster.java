package dev.mori.node.demo;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.DemoProgram.Demo;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.config.ConnectionsText;
import dev.mori.admin.home.NodeFolder;
import dev.mori.admin.home.RunningNode;
import dev.mori.admin.home.StateFolder;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * {@code mori demo --nodes N}: a production, a PostgreSQL that holds the shadows and the journal,
 * and nodes in processes of their own, so that one of them can be killed.
 */
final class DemoCluster {
  private static final int STOP_SECONDS = 40;

  private final Demo demo;
  private final Consumer<String> say;
  private final List<RunningNode> nodes = new ArrayList<>();
  private final List<ProcessHandle> processes = new ArrayList<>();

  private DemoCluster(Demo demo, Consumer<String> say) {
    this.demo = demo;
    this.say = say;
  }

  /** The folders of the last demo's nodes, and of a demo's single node. */
  static List<NodeFolder> folders(StateFolder state) {
    List<NodeFolder> folders = new ArrayList<>();
    folders.add(state.node("demo"));
    state.nodes().stream()
        .filter(name -> name.startsWith("demo@"))
        .forEach(name -> folders.add(state.node(name)));
    return folders;
  }

  static int run(Demo demo, double scale, Consumer<String> say)
      throws SQLException, InterruptedException {
    try (DemoProduction production = DemoProduction.start(scale, true);
        EmbeddedPostgres common =
            EmbeddedPostgres.start(
                EmbeddedPostgresOptions.temporary()
                    .withSuperuser("mori")
                    .withSetting("synchronous_commit", "on"))) {
      new DemoCluster(demo, say).run(production, common);
      return ExitCode.OK;
    }
  }

  private void run(DemoProduction production, EmbeddedPostgres common) throws InterruptedException {
    Path yaml = describe(production, common);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = Thread.ofPlatform().unstarted(this::stop);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      for (int i = 1; i <= demo.nodes(); i++) {
        say.accept("starting node " + i + " of " + demo.nodes() + " ...");
        RunningNode node = start(yaml, freePort());
        nodes.add(node);
        ProcessHandle.of(node.pid()).ifPresent(processes::add);
      }
      greet();
      for (ProcessHandle process : processes) {
        var unused = process.onExit().thenRun(() -> endWithTheLast(ended));
      }
      ended.await();
    } finally {
      stop();
    }
  }

  /** The connection and what its nodes have in common, as a user would write them. */
  private Path describe(DemoProduction production, EmbeddedPostgres common) {
    Path folder = demo.state().node("demo").path();
    try {
      Files.writeString(
          folder.resolve("mori.conf"),
          """
          mori.session.shadow = "postgres://%s:%s@%s:%d/postgres"
          mori.session.sequence-gap = 0
          mori.cluster.size = %d
          """
              .formatted(
                  common.superuser(),
                  common.password(),
                  common.host(),
                  common.port(),
                  demo.nodes()));
      return Files.writeString(
          folder.resolve("mori.yaml"), ConnectionsText.of("demo", production.connection()));
    } catch (IOException e) {
      throw new UncheckedIOException("writing in " + folder, e);
    }
  }

  private RunningNode start(Path yaml, int port) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("start", "demo");
    arguments.put("--file", yaml.toString());
    arguments.put("--cluster", "127.0.0.1:" + port);
    return demo.starter().start(demo.state().node("demo", port), arguments, say);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CliFailure(ExitCode.FAILED, "no port is free: " + e.getMessage());
    }
  }

  private void greet() {
    StringBuilder text =
        new StringBuilder(
            "\nProduction is only read; what you change stays in session \"main\", which "
                + nodes.size()
                + " nodes share. Connect to any:\n\n");
    for (RunningNode node : nodes) {
      text.append("  psql \"postgresql://shop@127.0.0.1:")
          .append(node.port())
          .append("/shop\"    process ")
          .append(node.pid())
          .append('\n');
    }
    say.accept(
        text
            + """

            Write on one and read on another; then kill -9 one of the processes and go on with the others:

              UPDATE orders SET note = 'ring twice' WHERE id = 5;
              SELECT note FROM orders WHERE id = 5;

            and in another terminal: ./mori status, ./mori inspect orders, ./mori reset. Ctrl-C ends the demo.""");
  }

  private void endWithTheLast(CountDownLatch ended) {
    if (processes.stream().noneMatch(ProcessHandle::isAlive)) {
      ended.countDown();
    }
  }

  /** Asks all of them to end, and ends those that do not. */
  @MayBlock
  private void stop() {
    processes.forEach(ProcessHandle::destroy);
    for (ProcessHandle process : processes) {
      try {
        process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
