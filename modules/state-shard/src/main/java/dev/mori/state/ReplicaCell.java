package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import dev.mori.overlay.session.SessionView.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Where a {@link NodeReplica} leaves its view and connections take it. Any thread reads; only the
 * replica writes. Whether a view is trusted is decided when it is read ({@link Shown}).
 */
final class ReplicaCell {

  private final SessionName name;
  private final LongSupplier clock;
  private final AtomicReference<Shown> shown;
  private final List<Consumer<SessionView>> listeners = new CopyOnWriteArrayList<>();
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

  /** One who waits for a view that is trusted. */
  private static final class Waiter {
    private final CompletableFuture<SessionView> view = new CompletableFuture<>();
  }

  /**
   * A cell that shows a session of epoch 0, untrusted, until the replica knows better.
   *
   * @param clock the clock of leases, in nanoseconds
   */
  ReplicaCell(SessionName name, LongSupplier clock) {
    this.name = name;
    this.clock = clock;
    this.shown = new AtomicReference<>(Shown.nothing(name));
  }

  SessionName name() {
    return name;
  }

  SessionView view() {
    return shown.get().at(clock.getAsLong());
  }

  /** The view, for somebody who knows that it lacks nothing in this moment. */
  SessionView complete() {
    SessionView now = view();
    return now.trusted() || now.dropped() ? now : now.as(Standing.TRUSTED);
  }

  /**
   * The view as soon as it is trusted or dropped; after the limit as it was in the beginning. Who
   * goes on from here does it on the thread that leases or drops, or on a timer's.
   */
  CompletionStage<SessionView> trusted(Duration limit) {
    SessionView now = view();
    if (now.trusted() || now.dropped()) {
      return CompletableFuture.completedStage(now);
    }
    Waiter waiter = new Waiter();
    waiters.add(waiter);
    wake(); // It may have become so meanwhile.
    return waiter
        .view
        .completeOnTimeout(now, limit.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((view, none) -> waiters.remove(waiter));
  }

  private void wake() {
    SessionView now = view();
    if (now.trusted() || now.dropped()) {
      waiters.forEach(waiter -> waiter.view.complete(now));
    }
  }

  SessionHandle.Subscription onChange(Consumer<SessionView> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Shows this from now on; a change of the standing alone is not announced. */
  void show(Shown next) {
    Shown before = shown.getAndSet(next);
    wake();
    if (before.plain().revision() != next.plain().revision()
        || before.plain().dropped() != next.plain().dropped()) {
      SessionView view = view();
      listeners.forEach(listener -> listener.accept(view));
    }
  }
}
