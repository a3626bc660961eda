package dev.mori.state;

import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;
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
 * replica writes.
 *
 * <p>Whether a view is trusted is decided when it is read, by the clock: a process that was stopped
 * for a while must not trust a lease that ended meanwhile.
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

  /** A view in both standings, and until when the better one may be given out. */
  private record Shown(
      SessionView leased, SessionView plain, boolean hasLease, long leaseEnd, long settled) {

    Shown with(SessionState.Open state, SessionName name) {
      Standing standing = settled >= state.revision() ? Standing.SETTLED : Standing.TRUSTED;
      SessionView view = SessionView.of(name, state, standing);
      return new Shown(view, view.as(Standing.UNTRUSTED), hasLease, leaseEnd, settled);
    }

    Shown settled(long revision) {
      Standing standing = revision >= leased.revision() ? Standing.SETTLED : Standing.TRUSTED;
      return new Shown(leased.as(standing), plain, hasLease, leaseEnd, Math.max(settled, revision));
    }

    Shown leasedUntil(long end) {
      return new Shown(leased, plain, true, end, settled);
    }

    Shown as(Standing standing) {
      SessionView view = leased.as(standing);
      return new Shown(view, view, false, leaseEnd, settled);
    }
  }

  /**
   * A cell that shows a session of epoch 0, untrusted, until the replica knows better.
   *
   * @param clock monotonic, in nanoseconds
   */
  ReplicaCell(SessionName name, LongSupplier clock) {
    this.name = name;
    this.clock = clock;
    SessionView nothing = new SessionView(name, 0, 0, "", Marks.NONE, 0, Standing.UNTRUSTED);
    this.shown = new AtomicReference<>(new Shown(nothing, nothing, false, 0, 0));
  }

  SessionName name() {
    return name;
  }

  SessionView view() {
    Shown now = shown.get();
    return now.hasLease() && clock.getAsLong() - now.leaseEnd() < 0 ? now.leased() : now.plain();
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

  void show(SessionState.Open state) {
    shown.updateAndGet(now -> now.with(state, name));
    announce();
  }

  void settled(long revision) {
    shown.updateAndGet(now -> now.settled(revision));
  }

  void leasedUntil(long end) {
    shown.updateAndGet(now -> now.leasedUntil(end));
    wake();
  }

  /** Nothing this cell shows is trusted from now on. */
  void distrust() {
    shown.updateAndGet(now -> now.as(Standing.UNTRUSTED));
  }

  void dropped() {
    shown.updateAndGet(now -> now.as(Standing.DROPPED));
    wake();
    announce();
  }

  private void announce() {
    SessionView view = view();
    listeners.forEach(listener -> listener.accept(view));
  }
}
