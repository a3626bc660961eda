package dev.mori.node;

import dev.mori.admin.cli.CommandLineProgram;

/**
 * Entry point of the {@code mori} program: both the short verbs and the node process. Nothing of
 * the node is loaded before a verb asks for it.
 */
public final class Main {
  private Main() {}

  /** Runs one verb and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // JDK 22 to 24 otherwise hand out a console even where nobody can answer.
    System.setProperty("jdk.console", "java.base");
    System.exit(new CommandLineProgram(NodePrograms.of(System.getenv())).run(arguments));
  }
}
