package dev.mori.admin.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mori demo}. */
@SuppressWarnings("NullAway.Init") // picocli fills in
@Command(
    name = "demo",
    description = {
      "Start a PostgreSQL with a shop in it as production, a shadow and a node, and show what to"
          + " try.",
      "Nothing outside the state folder is touched; Ctrl-C stops all of it."
    })
final class DemoCommand implements Callable<Integer> {
  private final Supplier<DemoProgram> program;

  @Mixin private ProjectOptions project;
  @Mixin private Output output;

  @Option(
      names = "--tour",
      description = "Run the scripted tour, check every answer against a private copy, and end.")
  private boolean tour;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "About how many rows production has; default: 300000.")
  private long rows;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many nodes serve it together, as one cluster; default: 1.")
  private int nodes;

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

  DemoCommand(Supplier<DemoProgram> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (nodes < 1 || nodes > 9) {
      throw new CliFailure(
          ExitCode.USAGE, "--nodes: expected a whole number from 1 to 9, found " + nodes + ".");
    }
    if (tour && nodes > 1) {
      throw new CliFailure(ExitCode.USAGE, "--tour goes with one node.");
    }
    NodeProgram.Ports ports =
        new NodeProgram.Ports(
            StartCommand.checked("--port", port), StartCommand.checked("--admin-port", adminPort));
    return program
        .get()
        .run(
            new DemoProgram.Demo(tour, rows, ports, nodes, project.state(), BackgroundStart::start),
            output.out());
  }
}
