package dev.mori.node.session;

import dev.mori.overlay.session.SessionName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What is open by name, or being opened: never twice at a time, whoever asks. Safe for use by any
 * thread.
 */
final class OpenOnce<T> {
  private final Map<SessionName, CompletableFuture<T>> open = new ConcurrentHashMap<>();
  private final Opener<T> opener;
  private final Predicate<T> over;

  /**
   * Nothing is open.
   *
   * @param over whether something that was opened is to be opened anew
   */
  OpenOnce(Opener<T> opener, Predicate<T> over) {
    this.opener = opener;
    this.over = over;
  }

  /** How something is opened. */
  @FunctionalInterface
  interface Opener<T> {
    /** Opens it; fails with {@link NodeSessions.NoSuchSession} if it may not be made. */
    CompletionStage<T> open(SessionName name, boolean create);
  }

  /** What is open under this name, opened when it is not. */
  @SuppressWarnings("ReferenceEquality") // a future is nothing but itself
  CompletionStage<T> get(SessionName name, boolean create) {
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> shared =
        open.compute(name, (key, known) -> known == null || isOver(known) ? mine : known);
    if (shared != mine) {
      // Who waits for somebody that may not make it may yet make it.
      return create ? shared.exceptionallyCompose(thrown -> again(name, thrown)) : shared;
    }
    CompletableFuture.completedStage(name)
        .thenCompose(key -> opener.open(key, create))
        .whenComplete(
            (opened, thrown) -> {
              if (thrown == null) {
                mine.complete(opened);
              } else {
                open.remove(name, mine);
                mine.completeExceptionally(Errors.cause(thrown));
              }
            });
    return mine;
  }

  private CompletionStage<T> again(SessionName name, Throwable thrown) {
    return Errors.cause(thrown) instanceof NodeSessions.NoSuchSession
        ? get(name, true)
        : CompletableFuture.failedStage(Errors.cause(thrown));
  }

  /** Keeps this no longer; what has taken its place stays. */
  void forget(SessionName name, T opened) {
    open.computeIfPresent(
        name,
        (key, known) ->
            known.isDone() && !known.isCompletedExceptionally() && opened.equals(known.resultNow())
                ? null
                : known);
  }

  /** What is open now, in no order. */
  List<T> all() {
    return open.values().stream()
        .filter(known -> known.isDone() && !isOver(known))
        .map(CompletableFuture::resultNow)
        .toList();
  }

  private boolean isOver(CompletableFuture<T> known) {
    return known.isDone() && (known.isCompletedExceptionally() || over.test(known.resultNow()));
  }
}
