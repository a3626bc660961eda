package dev.mori.state;

import dev.mori.overlay.session.KeyBatches;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionState;
import dev.mori.overlay.session.TableId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Group commit of marks: while one request is on its way to the session's entity, those that come
 * meanwhile are put together into the next one. So many connections share one write of the journal.
 *
 * <p>Safe for use by any thread.
 */
final class MarkQueue {

  /** Limit of the requests that wait; more are turned away. */
  private static final int MAX_WAITING = 10_000;

  private final Function<SessionCommand, CompletionStage<ChangeOutcome>> submit;
  private final Deque<Batch> queue = new ArrayDeque<>();
  private boolean busy;
  private int waiting;

  /** Requests of one epoch that travel together. */
  private static final class Batch {
    private final long epoch;
    private final Map<TableId, KeySet> keys = new HashMap<>();
    private final List<CompletableFuture<ChangeOutcome>> answers = new ArrayList<>();

    private Batch(long epoch) {
      this.epoch = epoch;
    }
  }

  /**
   * An empty queue.
   *
   * @param submit asks the entity; its stages never complete exceptionally
   */
  MarkQueue(Function<SessionCommand, CompletionStage<ChangeOutcome>> submit) {
    this.submit = submit;
  }

  /** Marks keys, alone or together with others; no keys only ask whether the epoch is current. */
  CompletionStage<ChangeOutcome> add(long epoch, Map<TableId, KeySet> keys) {
    CompletableFuture<ChangeOutcome> answer = new CompletableFuture<>();
    if (!enqueue(epoch, keys, answer)) {
      return CompletableFuture.completedStage(
          new ChangeOutcome.Unavailable("too many transactions wait for their marks"));
    }
    next();
    return answer;
  }

  private synchronized boolean enqueue(
      long epoch, Map<TableId, KeySet> keys, CompletableFuture<ChangeOutcome> answer) {
    if (waiting >= MAX_WAITING) {
      return false;
    }
    waiting++;
    Batch last = queue.peekLast();
    if (last == null || last.epoch != epoch) {
      last = new Batch(epoch);
      queue.add(last);
    }
    Map<TableId, KeySet> together = last.keys;
    keys.forEach((table, set) -> together.merge(table, set, KeySet::plus));
    last.answers.add(answer);
    return true;
  }

  private void next() {
    Batch batch = take();
    if (batch != null) {
      List<Map<TableId, KeySet>> pieces =
          KeyBatches.of(batch.keys, SessionState.MAX_KEYS_PER_EVENT);
      send(batch, pieces.isEmpty() ? List.of(Map.of()) : pieces, 0);
    }
  }

  private synchronized @Nullable Batch take() {
    if (busy || queue.isEmpty()) {
      return null;
    }
    busy = true;
    return queue.remove();
  }

  private void send(Batch batch, List<Map<TableId, KeySet>> pieces, int at) {
    submit
        .apply(new SessionCommand.MarkRows(batch.epoch, pieces.get(at)))
        .thenAccept(
            outcome -> {
              if (outcome instanceof ChangeOutcome.Done && at + 1 < pieces.size()) {
                send(batch, pieces, at + 1);
              } else {
                finish(batch, outcome);
              }
            });
  }

  private void finish(Batch batch, ChangeOutcome outcome) {
    synchronized (this) {
      busy = false;
      waiting -= batch.answers.size();
    }
    next();
    batch.answers.forEach(answer -> answer.complete(outcome));
  }
}
