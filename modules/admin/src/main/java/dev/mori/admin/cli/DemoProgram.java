package dev.mori.admin.cli;

import dev.mori.admin.home.NodeFolder;
import dev.mori.admin.home.RunningNode;
import dev.mori.admin.home.StateFolder;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Consumer;

/** {@code mori demo}: a production, a shadow and a node of its own. */
public interface DemoProgram {

  /**
   * What is asked for.
   *
   * @param tour run the scripted tour instead of waiting for the user
   * @param rows about how many rows prod has; 0 for the usual number
   * @param ports those that were asked for
   * @param nodes how many nodes serve it; more than one are processes of their own
   * @param state where the demo keeps its files
   * @param starter starts such a process
   */
  record Demo(
      boolean tour,
      long rows,
      NodeProgram.Ports ports,
      int nodes,
      StateFolder state,
      Starter starter) {}

  /** Starts nodes as processes that outlive this one. */
  @FunctionalInterface
  interface Starter {
    /**
     * Starts one and waits until clients can connect.
     *
     * @param folder the node's
     * @param arguments the verb start with its options
     * @param progress gets what it prints meanwhile
     */
    RunningNode start(NodeFolder folder, Map<String, String> arguments, Consumer<String> progress);
  }

  /**
   * Runs it to its end.
   *
   * @return an {@link ExitCode}
   */
  int run(Demo demo, PrintWriter out);
}
