package dev.mori.node.link;

import dev.mori.node.transport.LoopCtx;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Links of one node to one endpoint, at most {@link PoolSettings#cap} of them. A link belongs to
 * its loop and is handed only to requests of the same loop; when another loop needs the slot, an
 * idle link is closed and a new one made there. Requests wait in the order in which they came,
 * except that one of another loop is passed over for {@value #PASS_OVER_MILLIS} ms, so that links
 * are not remade all the time.
 *
 * <p>Thread-safe: its state is guarded by itself, and nothing foreign is called while it is held.
 */
public final class LinkPool {
  private static final int PASS_OVER_MILLIS = 50;

  private record Idle(Link link, long since) {}

  private static final class Waiter {
    final LoopCtx loop;
    final long since = System.nanoTime();
    final CompletableFuture<Lease> lease = new CompletableFuture<>();
    @Nullable ScheduledFuture<?> timer;

    Waiter(LoopCtx loop) {
      this.loop = loop;
    }
  }

  private final LinkConnector connector;
  private final Endpoint endpoint;
  private final Map<String, String> startupParameters;
  private final PoolSettings settings;
  private final Map<LoopCtx, Deque<Idle>> idle = new HashMap<>();
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private final List<ScheduledFuture<?>> sweepers = new ArrayList<>();
  private int slots; // links made or being made
  private int idleCount;
  private boolean closed;
  private long leases;
  private long connects;
  private long failures;
  private long timeouts;
  private long discarded;

  /**
   * A pool that is empty at first.
   *
   * @param startupParameters what every link says in its StartupMessage beside user and database
   */
  public LinkPool(
      LinkConnector connector,
      Endpoint endpoint,
      Map<String, String> startupParameters,
      PoolSettings settings) {
    this.connector = connector;
    this.endpoint = endpoint;
    this.startupParameters = Map.copyOf(startupParameters);
    this.settings = settings;
  }

  /**
   * Asks for a link of this loop, on the loop. Completes on the loop; fails with {@link
   * LinkFailure}.
   */
  public CompletionStage<Lease> lease(LoopCtx loop) {
    Waiter waiter = new Waiter(loop);
    Runnable next;
    synchronized (this) {
      next = admit(waiter);
    }
    next.run();
    return waiter.lease;
  }

  private Runnable admit(Waiter waiter) {
    if (closed) {
      return () -> fail(waiter, "the pool of links to " + endpoint.describe() + " is closed");
    }
    Deque<Idle> own = idle.computeIfAbsent(waiter.loop, this::begin);
    Idle ready = own.pollLast();
    if (ready != null) {
      idleCount--;
      return () -> deliver(waiter, ready.link());
    }
    if (slots < settings.cap()) {
      slots++;
      return () -> connect(waiter);
    }
    Idle foreign = oldestIdle();
    if (foreign != null) { // its slot moves to this loop
      return () -> {
        close(foreign.link());
        connect(waiter);
      };
    }
    if (waiters.size() >= settings.maxWaiters()) {
      timeouts++;
      return () ->
          fail(waiter, "too many requests already wait for a link to " + endpoint.describe());
    }
    waiters.add(waiter);
    return () ->
        waiter.timer =
            waiter
                .loop
                .eventLoop()
                .schedule(
                    () -> expire(waiter), settings.waitTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private @Nullable Idle oldestIdle() {
    Deque<Idle> from = null;
    for (Deque<Idle> candidates : idle.values()) {
      Idle first = candidates.peekFirst();
      if (first != null && (from == null || first.since() - from.getFirst().since() < 0)) {
        from = candidates;
      }
    }
    if (from == null) {
      return null;
    }
    idleCount--;
    return from.pollFirst();
  }

  private void expire(Waiter waiter) {
    synchronized (this) {
      if (!waiters.remove(waiter)) {
        return;
      }
      timeouts++;
    }
    fail(
        waiter,
        "no link to "
            + endpoint.describe()
            + " became free within "
            + settings.waitTimeout().toMillis()
            + " ms (at most "
            + settings.cap()
            + " are open at once)");
  }

  private static void fail(Waiter waiter, String sentence) {
    waiter.lease.completeExceptionally(
        new LinkFailure(LinkFailure.Reason.POOL_EXHAUSTED, sentence));
  }

  /** Makes a link in a slot that is already counted. */
  private void connect(Waiter waiter) {
    stopTimer(waiter);
    connector
        .connect(endpoint, startupParameters, waiter.loop)
        .whenComplete(
            (link, thrown) -> {
              if (thrown == null) {
                connected(waiter, link);
              } else {
                connectFailed(waiter, thrown);
              }
            });
  }

  private void connected(Waiter waiter, Link link) {
    boolean late;
    synchronized (this) {
      connects++;
      late = closed;
    }
    link.closed().thenRun(() -> forget(waiter.loop, link));
    if (late) {
      close(link);
      freeSlot();
      fail(waiter, "the pool of links to " + endpoint.describe() + " is closed");
    } else {
      deliver(waiter, link);
    }
  }

  private void connectFailed(Waiter waiter, Throwable thrown) {
    synchronized (this) {
      failures++;
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    freeSlot();
    waiter.lease.completeExceptionally(cause);
  }

  /** On the waiter's loop, which is the link's. */
  private void deliver(Waiter waiter, Link link) {
    stopTimer(waiter);
    synchronized (this) {
      leases++;
    }
    waiter.lease.complete(new Holding(waiter.loop, link));
  }

  private static void stopTimer(Waiter waiter) {
    if (waiter.timer != null) {
      waiter.timer.cancel(false);
    }
  }

  private void giveBack(LoopCtx loop, Link link) {
    if (!link.isOpen() || !link.isQuiet() || link.status() != TransactionStatus.IDLE) {
      drop(link);
      return;
    }
    link.onAsync(message -> {});
    Runnable next;
    synchronized (this) {
      next = pass(loop, link);
    }
    next.run();
  }

  private Runnable pass(LoopCtx loop, Link link) {
    Waiter head = waiters.peekFirst();
    if (closed) {
      return () -> drop(link);
    }
    if (head == null) {
      idle.computeIfAbsent(loop, this::begin).addLast(new Idle(link, System.nanoTime()));
      idleCount++;
      return () -> {};
    }
    long waited = System.nanoTime() - head.since;
    if (head.loop != loop && waited > TimeUnit.MILLISECONDS.toNanos(PASS_OVER_MILLIS)) {
      return () -> drop(link); // which makes one on the head's loop
    }
    for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      if (waiter.loop == loop) {
        all.remove();
        return () -> deliver(waiter, link);
      }
    }
    return () -> drop(link);
  }

  private void drop(Link link) {
    synchronized (this) {
      discarded++;
    }
    close(link);
    freeSlot();
  }

  /** Gives a slot to who waits longest, or back. */
  private void freeSlot() {
    Waiter next;
    synchronized (this) {
      next = waiters.pollFirst();
      if (next == null) {
        slots--;
      }
    }
    if (next != null) {
      next.loop.execute(() -> connect(next));
    }
  }

  /**
   * A link died; when it was idle its slot is free, otherwise the holder of its lease will say so.
   */
  private void forget(LoopCtx loop, Link link) {
    boolean wasIdle;
    synchronized (this) {
      Deque<Idle> own = idle.get(loop);
      wasIdle = own != null && own.removeIf(entry -> entry.link().equals(link));
      if (wasIdle) {
        idleCount--;
      }
    }
    if (wasIdle) {
      freeSlot();
    }
  }

  private Deque<Idle> begin(LoopCtx loop) {
    long period = Math.max(100, settings.maxIdle().toMillis() / 4);
    sweepers.add(
        loop.eventLoop()
            .scheduleWithFixedDelay(() -> sweep(loop), period, period, TimeUnit.MILLISECONDS));
    return new ArrayDeque<>();
  }

  private void sweep(LoopCtx loop) {
    List<Idle> old = new ArrayList<>();
    synchronized (this) {
      Deque<Idle> own = idle.getOrDefault(loop, new ArrayDeque<>());
      long limit = System.nanoTime() - settings.maxIdle().toNanos();
      while (!own.isEmpty() && own.getFirst().since() - limit < 0) {
        old.add(own.removeFirst());
        idleCount--;
      }
    }
    for (Idle entry : old) {
      close(entry.link());
      freeSlot();
    }
  }

  private static void close(Link link) {
    if (link.executor().inEventLoop()) {
      link.close();
    } else {
      link.executor().execute(link::close);
    }
  }

  /** What the pool is doing and has done. */
  public synchronized PoolCounters counters() {
    return new PoolCounters(
        idleCount,
        slots - idleCount,
        waiters.size(),
        leases,
        connects,
        failures,
        timeouts,
        discarded);
  }

  /** Closes idle links now and leased ones when they come back; who waits fails. */
  public void close() {
    List<Waiter> waiting;
    List<Idle> unused = new ArrayList<>();
    synchronized (this) {
      closed = true;
      sweepers.forEach(sweeper -> sweeper.cancel(false));
      waiting = List.copyOf(waiters);
      waiters.clear();
      idle.values().forEach(unused::addAll);
      idle.values().forEach(Deque::clear);
      idleCount = 0;
      slots -= unused.size();
    }
    unused.forEach(entry -> close(entry.link()));
    for (Waiter waiter : waiting) {
      waiter.loop.execute(
          () -> fail(waiter, "the pool of links to " + endpoint.describe() + " is closed"));
    }
  }

  private final class Holding implements Lease {
    private final LoopCtx loop;
    private final Link link;
    private boolean ended;

    Holding(LoopCtx loop, Link link) {
      this.loop = loop;
      this.link = link;
    }

    @Override
    public Link link() {
      return link;
    }

    @Override
    public void release() {
      if (!ended) {
        ended = true;
        giveBack(loop, link);
      }
    }

    @Override
    public void discard() {
      if (!ended) {
        ended = true;
        drop(link);
      }
    }
  }
}
