package dev.mori.node;

/** Entry point of the {@code mori} program: both the short verbs and the node process. */
public final class Main {
  private Main() {}

  /** Prints the usage until the command line of {@code dev.mori.admin.cli} takes over. */
  public static void main(String[] args) {
    System.out.println("mori 0.1.0-SNAPSHOT");
  }
}
