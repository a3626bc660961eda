package dev.mori.admin.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.cli.ProjectOptions.NamedNode;
import dev.mori.admin.home.RunningNode;
import dev.mori.admin.http.AdminClient;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a node, and turns what stands in the way into sentences. */
final class Asking {
  private final AdminClient client;
  private final Optional<String> byDefault;
  private final Function<IOException, String> silence;

  /**
   * Asks with a client.
   *
   * @param byDefault the session of clients that name none, when it is known
   * @param silence what to say when nobody answers
   */
  private Asking(
      AdminClient client, Optional<String> byDefault, Function<IOException, String> silence) {
    this.client = client;
    this.byDefault = byDefault;
    this.silence = silence;
  }

  /** A node of this machine, which must run. */
  static Asking of(NamedNode node) {
    RunningNode running = running(node);
    return new Asking(
        new AdminClient(
            "http://127.0.0.1:" + running.adminPort(), node.folder().token().orElse("")),
        Optional.of(running.session()),
        e ->
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

  /** A node elsewhere. */
  static Asking elsewhere(RemoteServer server) {
    return new Asking(
        server.client(),
        Optional.empty(),
        e -> server.url() + " does not answer as a node of mori (" + e.getMessage() + ").");
  }

  /** What a node of this machine has written down; it must run. */
  static RunningNode running(NamedNode node) {
    return node.folder()
        .running()
        .orElseThrow(
            () ->
                new CliFailure(
                    ExitCode.NOT_RUNNING,
                    node.folder().isHeld()
                        ? node.name() + " is starting or stopping; try again in a moment."
                        : node.name() + " is not running: mori start " + node.name() + "."));
  }

  /** The session that was named, or the node's default. */
  String session(@Nullable String named) {
    return named != null
        ? named
        : byDefault.orElseGet(
            () -> perform(new Operation.Status(), Reply.Status.class).listen().session());
  }

  /** Carries out an operation; a reply that is a failure ends the program. */
  <T extends Reply> T perform(Operation operation, Class<T> type) {
    Reply reply;
    try {
      reply = client.perform(operation);
    } catch (IOException e) {
      throw new CliFailure(ExitCode.FAILED, silence.apply(e));
    }
    if (reply instanceof Reply.Failed failed) {
      throw new CliFailure(ExitCode.FAILED, failed.sentence() + ".");
    }
    return type.cast(reply);
  }
}
