package dev.mori.node.session;

import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client's messages in while one of its statements is still running: the data of a COPY FROM
 * STDIN. Everything else waits for the statement's end, as behind a server. Lives on one event
 * loop.
 */
final class CopyIntake {
  private final ClientOutput out;
  private @Nullable CopySource current;
  private @Nullable CompletableFuture<Void> turn; // of the client's next message
  private boolean working;
  private boolean broken;

  CopyIntake(ClientOutput out) {
    this.out = out;
  }

  /** Whether an earlier message is still being worked on. */
  boolean working() {
    return working;
  }

  /** Whether the connection has lost the protocol's step and ends. */
  boolean broken() {
    return broken;
  }

  /** Goes on with the next message when this work has ended, or wants the data of a COPY. */
  CompletionStage<Void> during(CompletionStage<Void> work) {
    CompletableFuture<Void> begun = work.toCompletableFuture();
    if (begun.isDone()) {
      return begun;
    }
    working = true;
    CompletableFuture<Void> next = nextTurn();
    work.whenComplete(
        (v, thrown) -> {
          working = false;
          current = null;
          release();
        });
    return next;
  }

  /** A COPY wants its data. */
  void begins(CopySource source, BackendMessage.CopyInResponse response) {
    current = source;
    out.send(response);
    release();
  }

  /**
   * A COPY wants no more data.
   *
   * @param outOfStep whether it ended at a message of which a server reads the type only: then
   *     nothing tells any more where the next one begins
   */
  void over(CopySource source, boolean outOfStep) {
    broken |= outOfStep;
    if (source.equals(current)) {
      current = null;
    }
  }

  /**
   * Takes a message while the work is going on.
   *
   * @param again handles the message once the work is over
   */
  CompletionStage<Void> take(FrontendMessage message, Supplier<CompletionStage<Void>> again) {
    CopySource to = current;
    if (to == null) {
      return nextTurn().thenCompose(v -> again.get());
    }
    return switch (message) {
      case FrontendMessage.CopyData data -> to.data(data.data());
      case FrontendMessage.CopyDone done -> ended(to, new CopySource.End.Done());
      case FrontendMessage.CopyFail failed ->
          ended(to, new CopySource.End.Failed(failed.message()));
      // A server ignores them here, for clients that always send one after Execute.
      case FrontendMessage.Sync sync -> CompletableFuture.completedStage(null);
      case FrontendMessage.Flush flush -> CompletableFuture.completedStage(null);
      default -> unexpected(type(message), again);
    };
  }

  /** Takes a message of another type. */
  CompletionStage<Void> unexpected(byte type, Supplier<CompletionStage<Void>> again) {
    CopySource to = current;
    return (to == null ? nextTurn() : ended(to, new CopySource.End.Unexpected(type)))
        .thenCompose(
            v -> {
              if (!broken) {
                return again.get();
              }
              farewell();
              return CompletableFuture.completedStage(null);
            });
  }

  /** The last word on a connection that has lost the protocol's step. */
  private void farewell() {
    out.send(
        new BackendMessage.ErrorResponse(
            ErrorFields.fatal(
                "08P01", "terminating connection because protocol synchronization was lost")));
    out.closeAfterFlush();
  }

  /** The client is gone. */
  void close() {
    if (current != null) {
      current.close(null);
    }
  }

  private CompletionStage<Void> ended(CopySource source, CopySource.End how) {
    current = null;
    CompletableFuture<Void> next = nextTurn();
    source.ends(how);
    return next;
  }

  private CompletableFuture<Void> nextTurn() {
    if (turn == null) {
      turn = new CompletableFuture<>();
    }
    return turn;
  }

  private void release() {
    CompletableFuture<Void> waiting = turn;
    turn = null;
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  private static byte type(FrontendMessage message) {
    return switch (message) {
      case FrontendMessage.Query query -> 'Q';
      case FrontendMessage.Parse parse -> 'P';
      case FrontendMessage.Bind bind -> 'B';
      case FrontendMessage.Describe describe -> 'D';
      case FrontendMessage.Execute execute -> 'E';
      case FrontendMessage.Close close -> 'C';
      case FrontendMessage.FunctionCall call -> 'F';
      default -> 'p';
    };
  }
}
