package dev.mori.node.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;

/**
 * Counts the statements of one session on this node that may be moving sequences, so that a
 * statement that has to run twice can give back the values of its first run only when nobody else
 * can have taken any. A gap in a sequence is normal; a value given out twice would not be. Safe for
 * use by several event loops.
 */
final class SessionActivity {
  private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null);

  private final boolean shared;
  private CompletableFuture<Void> gate = OPEN;
  private int running;
  private long started;

  /** The last statement that began while no other ran. */
  private long alone;

  /**
   * Nothing runs yet.
   *
   * @param shared whether other nodes serve the session too: what runs there is not counted here,
   *     so values are never given back
   */
  SessionActivity(boolean shared) {
    this.shared = shared;
  }

  /**
   * Runs a statement as soon as nobody is giving values back.
   *
   * @param loop where it is run when it has to wait: the gate is opened on another client's loop
   * @param statement gets its ticket; it is running until its stage is done
   */
  <T> CompletionStage<T> during(Executor loop, LongFunction<CompletionStage<T>> statement) {
    return enter(loop)
        .thenCompose(ticket -> statement.apply(ticket))
        .whenComplete((result, thrown) -> leave());
  }

  private synchronized CompletionStage<Long> enter(Executor loop) {
    if (!gate.isDone()) {
      return gate.thenComposeAsync(v -> enter(loop), loop);
    }
    started++;
    if (running == 0) {
      alone = started;
    }
    running++;
    return CompletableFuture.completedStage(started);
  }

  private synchronized void leave() {
    running--;
  }

  /**
   * Closes the gate for others when nothing ran when this ticket was given, nothing has run since
   * and nothing runs now.
   *
   * @return whether values may be given back; then {@link #reopen} has to follow
   */
  synchronized boolean close(long ticket) {
    boolean beside = started != ticket || alone != ticket;
    if (shared || running > 0 || beside || !gate.isDone()) {
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
