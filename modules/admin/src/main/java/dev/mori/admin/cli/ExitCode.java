package dev.mori.admin.cli;

/** How mori ends; told in every {@code --help} and in docs/cli.md. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** Not done, for a reason without a number of its own. */
  public static final int FAILED = 1;

  /** The command line, mori.yaml or mori.conf is wrong. */
  public static final int USAGE = 2;

  /** The node does not run. */
  public static final int NOT_RUNNING = 3;

  /** Prod cannot be reached or does not let us in. */
  public static final int PROD = 4;

  /** A port is taken. */
  public static final int PORT_BUSY = 5;

  /** The shadow server cannot be had. */
  public static final int SHADOW = 6;

  /** The sessions' journal, or the node that has the session, does not answer. */
  public static final int SESSIONS = 7;

  private ExitCode() {}
}
