package dev.mori.admin.cli;

import dev.mori.admin.config.Connection;
import dev.mori.admin.config.NodeConfig;
import dev.mori.admin.home.NodeFolder;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The node as the command line starts it; the process that is the node implements it. */
public interface NodeProgram {

  /**
   * What to start.
   *
   * @param connection prod
   * @param folder the node's own
   * @param config its settings, the command line's wishes included
   * @param ports those that were asked for; others are searched from the settings on
   */
  record Launch(Connection connection, NodeFolder folder, NodeConfig config, Ports ports) {}

  /**
   * Ports somebody insists on.
   *
   * @param port for clients
   * @param adminPort for the admin API
   */
  record Ports(OptionalInt port, OptionalInt adminPort) {}

  /**
   * Runs a node in this process until it is told to stop.
   *
   * @param progress is told, in short lines, what the start is doing
   * @throws CliFailure when it does not start
   */
  void run(Launch launch, Consumer<String> progress);

  /**
   * Logs in to prod once, read-only, and out again.
   *
   * @return what prod says it is
   * @throws CliFailure when that is not possible
   */
  String probe(Connection connection);
}
