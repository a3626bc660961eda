package dev.mori.admin.cli;

import dev.mori.admin.home.StateFolder;
import java.io.PrintWriter;

/** {@code mori demo}: a production, a shadow and a node of its own. */
public interface DemoProgram {

  /**
   * What is asked for.
   *
   * @param tour run the scripted tour instead of waiting for the user
   * @param rows about how many rows prod has; 0 for the usual number
   * @param ports those that were asked for
   * @param state where the demo keeps its files
   */
  record Demo(boolean tour, long rows, NodeProgram.Ports ports, StateFolder state) {}

  /**
   * Runs it to its end.
   *
   * @return an {@link ExitCode}
   */
  int run(Demo demo, PrintWriter out);
}
