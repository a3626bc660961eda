package dev.mori.node.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The event loops of a node: each one thread, one {@link LoopCtx}, one Pekko dispatcher. Stop them
 * last, after the actors that need them.
 */
public final class EventLoops {
  private final EventLoopGroup group;
  private final List<LoopCtx> loops;
  private final Sockets sockets;
  private final AtomicInteger dealt = new AtomicInteger();

  private EventLoops(EventLoopGroup group, List<LoopCtx> loops, Sockets sockets) {
    this.group = group;
    this.loops = loops;
    this.sockets = sockets;
  }

  /**
   * Starts loops and registers their dispatchers in the actor system.
   *
   * @param count number of loops, at least 1; one is enough for two cores
   * @param wanted socket interface; replaced by the next best one where the machine does not have
   *     it
   */
  public static EventLoops start(int count, Sockets wanted, ActorSystem<?> system) {
    Sockets sockets = Sockets.orFallback(wanted);
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("mori-loop", true), sockets.ioHandler());
    List<LoopCtx> loops = new ArrayList<>();
    for (EventExecutor executor : group) {
      LoopCtx loop = new LoopCtx("loop-" + loops.size(), (SingleThreadEventLoop) executor, sockets);
      EventLoopDispatcher.register(system, loop);
      loops.add(loop);
    }
    return new EventLoops(group, List.copyOf(loops), sockets);
  }

  /** All loops, in the order of their ids. */
  public List<LoopCtx> all() {
    return loops;
  }

  /** Deals the loops round robin. */
  public LoopCtx next() {
    return loops.get(Math.floorMod(dealt.getAndIncrement(), loops.size()));
  }

  /** The context of this Netty loop, which must be one of ours. */
  public LoopCtx of(EventLoop loop) {
    for (LoopCtx candidate : loops) {
      if (candidate.eventLoop().equals(loop)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException("not one of the node's event loops: " + loop);
  }

  /** The socket interface in use. */
  public Sockets sockets() {
    return sockets;
  }

  EventLoopGroup group() {
    return group;
  }

  /**
   * Stops the loops; call it when the actor system has terminated. Done when the threads have
   * ended, at the latest after 5 s.
   */
  public CompletionStage<Void> stop() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).addListener(f -> done.complete(null));
    return done;
  }
}
