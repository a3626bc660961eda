package dev.mori.node.cli;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.home.NodeFolder;
import dev.mori.node.link.LinkFailure;
import dev.mori.node.prod.ProdGate;
import dev.mori.node.shadow.ShadowException;
import dev.mori.node.sql.SqlFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletionException;

/** Turns what stopped a node from starting into a sentence and an exit code. */
final class StartFailure {
  private StartFailure() {}

  static CliFailure of(RuntimeException thrown, NodeFolder folder, InetAddress bind, int port) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case CliFailure failure -> failure;
      case ShadowException shadow -> new CliFailure(ExitCode.SHADOW, sentence(shadow));
      case ProdGate.ProdUnreachable prod -> new CliFailure(ExitCode.PROD, sentence(prod));
      case LinkFailure link -> new CliFailure(ExitCode.PROD, sentence(link));
      case IOException io
          when String.valueOf(io.getMessage()).contains("bind")
              || io instanceof java.net.BindException ->
          FreePort.busy(bind, port, "--port");
      case SqlFailed failed when failed.fields().sqlState().equals("57P03") ->
          new CliFailure(ExitCode.SESSIONS, failed.fields().message() + ".");
      case IllegalArgumentException wrong -> new CliFailure(ExitCode.USAGE, sentence(wrong));
      default ->
          new CliFailure(
              ExitCode.FAILED,
              "the node did not start (" + cause + "); its log has more: " + folder.log());
    };
  }

  private static String sentence(Throwable thrown) {
    return String.valueOf(thrown.getMessage());
  }
}
