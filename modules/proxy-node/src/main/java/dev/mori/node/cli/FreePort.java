package dev.mori.node.cli;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/** Finds a port to listen on. */
final class FreePort {
  private static final int SEARCHED = 200;

  private FreePort() {}

  /**
   * The port that was asked for, which must be free, or the first free one.
   *
   * @param option how the user names another one
   * @param base where the search begins; 0 leaves the choice to the system
   */
  static int choose(InetAddress bind, OptionalInt wanted, int base, String option) {
    if (wanted.isPresent()) {
      if (!isFree(bind, wanted.getAsInt())) {
        throw busy(bind, wanted.getAsInt(), option);
      }
      return wanted.getAsInt();
    }
    for (int port = base; port <= Math.min(65_535, base + SEARCHED); port++) {
      if (isFree(bind, port)) {
        return port;
      }
    }
    throw new CliFailure(
        ExitCode.PORT_BUSY,
        "no port of "
            + bind.getHostAddress()
            + " is free from "
            + base
            + " on: name one with "
            + option
            + ".");
  }

  /** The sentence for a port that is taken. */
  static CliFailure busy(InetAddress bind, int port, String option) {
    return new CliFailure(
        ExitCode.PORT_BUSY,
        "port "
            + port
            + " of "
            + bind.getHostAddress()
            + " is taken by another process: choose another with "
            + option
            + ", or stop that process.");
  }

  private static boolean isFree(InetAddress bind, int port) {
    if (port == 0) {
      return true;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(bind, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
