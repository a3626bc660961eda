package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.cli.ProjectOptions.NamedNode;
import dev.mori.admin.home.RunningNode;
import dev.mori.admin.http.AdminClient;
import java.io.IOException;
import java.util.Optional;

/** Asks the running node, and turns what stands in the way into sentences. */
final class Asking {
  private final NamedNode node;
  private final RunningNode running;
  private final AdminClient client;

  private Asking(NamedNode node, RunningNode running) {
    this.node = node;
    this.running = running;
    this.client =
        new AdminClient(
            "http://127.0.0.1:" + running.adminPort(), node.folder().token().orElse(""));
  }

  /** The node must run. */
  static Asking of(NamedNode node) {
    Optional<RunningNode> running = node.folder().running();
    if (running.isEmpty()) {
      throw new CliFailure(
          ExitCode.NOT_RUNNING,
          node.folder().isHeld()
              ? node.name() + " is starting or stopping; try again in a moment."
              : node.name() + " is not running: mori start " + node.name() + ".");
    }
    return new Asking(node, running.get());
  }

  RunningNode running() {
    return running;
  }

  /** The session that was named, or the node's default. */
  String session(@org.jspecify.annotations.Nullable String named) {
    return named == null ? running.session() : named;
  }

  /** Carries out an operation; a reply that is a failure ends the program. */
  <T extends Reply> T perform(Operation operation, Class<T> type) {
    Reply reply;
    try {
      reply = client.perform(operation);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.FAILED,
          node.name()
              + " runs as process "
              + running.pid()
              + " but its admin port 127.0.0.1:"
              + running.adminPort()
              + " does not answer ("
              + e.getMessage()
              + "); its log is "
              + node.folder().log()
              + ".");
    }
    if (reply instanceof Reply.Failed failed) {
      throw new CliFailure(ExitCode.FAILED, failed.sentence() + ".");
    }
    return type.cast(reply);
  }
}
