package dev.mori.admin.http;

import dev.mori.admin.Reply;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Changes that were asked for with the header Idempotency-Key, so that a caller who got no answer
 * may ask again: the same key with the same request is carried out once and gets the first answer.
 * Answers that may pass (5xx) are not kept. Safe for use by any thread.
 */
final class RepeatedRequests {
  /** Keys kept at once; the oldest that are answered go first. */
  static final int CAPACITY = 1_000;

  static final Duration KEPT = Duration.ofHours(24);

  private final LongSupplier ticker;
  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  /** Whose key: two callers may choose the same one. */
  record Key(String caller, String key) {}

  private record Entry(String request, long at, CompletableFuture<Answer> answer) {}

  /**
   * Nothing was asked yet.
   *
   * @param ticker monotonic, in nanoseconds
   */
  RepeatedRequests(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /**
   * The answer to a request, carried out unless it was before.
   *
   * @param request what is asked, in full
   */
  CompletionStage<Answer> once(
      Key key, String request, Supplier<CompletionStage<Answer>> carryOut) {
    Entry mine = new Entry(request, ticker.getAsLong(), new CompletableFuture<>());
    synchronized (entries) {
      forgetOld();
      Entry known = entries.get(key);
      if (known != null) {
        return known.request().equals(request)
            ? known.answer()
            : done(
                Reply.Failed.Kind.KEY_REUSED, "this Idempotency-Key was used for another request");
      }
      if (entries.size() >= CAPACITY && !forgetOne()) {
        return done(
            Reply.Failed.Kind.UNAVAILABLE, CAPACITY + " changes are being carried out already");
      }
      entries.put(key, mine);
    }
    return carryOut
        .get()
        .whenComplete(
            (answer, thrown) -> {
              if (thrown != null || answer.isPassing()) {
                synchronized (entries) {
                  entries.remove(key, mine);
                }
              }
              if (thrown == null) {
                mine.answer().complete(answer);
              } else {
                mine.answer().completeExceptionally(thrown);
              }
            });
  }

  private static CompletionStage<Answer> done(Reply.Failed.Kind kind, String sentence) {
    return CompletableFuture.completedStage(Answer.failed(kind, sentence));
  }

  private void forgetOld() {
    long now = ticker.getAsLong();
    entries
        .values()
        .removeIf(entry -> entry.answer().isDone() && now - entry.at() > KEPT.toNanos());
  }

  private boolean forgetOne() {
    for (Iterator<Entry> oldest = entries.values().iterator(); oldest.hasNext(); ) {
      if (oldest.next().answer().isDone()) {
        oldest.remove();
        return true;
      }
    }
    return false;
  }
}
