package dev.mori.node.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts the statements of one session on this node that may be moving sequences, so that a
 * statement that has to run twice can give back the values of its first run only when nobody else
 * can have taken any. A gap in a sequence is normal; a value given out twice would not be. Safe for
 * use by several event loops.
 */
final class SessionActivity {
  private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null);

  private CompletableFuture<Void> gate = OPEN;
  private int running;
  private long started;

  /**
   * A statement begins, as soon as nobody is giving values back; the stage ends with its ticket.
   */
  synchronized CompletionStage<Long> enter() {
    if (!gate.isDone()) {
      return gate.thenCompose(v -> enter());
    }
    running++;
    return CompletableFuture.completedStage(++started);
  }

  /** It has ended. */
  synchronized void leave() {
    running--;
  }

  /**
   * Closes the gate for others when nothing has run since this ticket was given and nothing runs
   * now.
   *
   * @return whether values may be given back; then {@link #reopen} has to follow
   */
  synchronized boolean close(long ticket) {
    if (running > 0 || started != ticket || !gate.isDone()) {
      return false;
    }
    gate = new CompletableFuture<>();
    return true;
  }

  /** Lets others in again. */
  void reopen() {
    CompletableFuture<Void> closed;
    synchronized (this) {
      closed = gate;
      gate = OPEN;
    }
    closed.complete(null);
  }
}
