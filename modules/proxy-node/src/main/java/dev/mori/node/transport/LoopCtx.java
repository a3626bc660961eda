package dev.mori.node.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One event loop, seen as the executor of a Pekko dispatcher of the same id ({@code loop-0}, {@code
 * loop-1}, ...). Actors and streams of that dispatcher run as tasks of the loop, after the socket
 * events of the iteration that woke them.
 *
 * <p>Flush contract: whoever writes to a channel of this loop asks for {@link #flushAtEnd}; what
 * asked is flushed once, after all tasks of the iteration, whatever caused the write (a socket, a
 * timer, another thread).
 */
public final class LoopCtx extends AbstractExecutorService {
  private final String id;
  private final SingleThreadEventLoop loop;
  private final Sockets sockets;
  private final List<Runnable> dirty = new ArrayList<>();
  private final Runnable flushDirty = this::flushDirty;
  private boolean scheduled;

  LoopCtx(String id, SingleThreadEventLoop loop, Sockets sockets) {
    this.id = id;
    this.loop = loop;
    this.sockets = sockets;
  }

  /** The dispatcher id. */
  public String id() {
    return id;
  }

  /** The Netty loop. */
  public EventLoop eventLoop() {
    return loop;
  }

  /** The socket interface of this loop. */
  public Sockets sockets() {
    return sockets;
  }

  /** Whether the calling thread is this loop's. */
  public boolean inLoop() {
    return loop.inEventLoop();
  }

  /**
   * Runs {@code flush} once at the end of this loop iteration. On the loop only; the caller takes
   * care not to ask twice in one iteration.
   */
  public void flushAtEnd(Runnable flush) {
    dirty.add(flush);
    if (!scheduled) {
      scheduled = true;
      loop.executeAfterEventLoopIteration(flushDirty);
    }
  }

  private void flushDirty() {
    scheduled = false;
    for (int i = 0;
        i < dirty.size();
        i++) { // by index: a flush may fire a writability event, whose write asks again
      dirty.get(i).run();
    }
    dirty.clear();
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /**
   * Does nothing: Pekko's dispatcher shuts its executor down when its last actor leaves, but the
   * loop lives on.
   */
  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return loop.isShuttingDown();
  }

  @Override
  public boolean isTerminated() {
    return loop.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return loop.awaitTermination(timeout, unit);
  }

  @Override
  public String toString() {
    return id;
  }
}
