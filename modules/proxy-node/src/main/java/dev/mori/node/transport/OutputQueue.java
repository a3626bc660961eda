package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendEncoder;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.ReadyForQuery;
import dev.mori.protocol.postgres.Sink;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Replies on their way into the stream. Messages are encoded at once and gathered; row frames keep
 * their buffers. Confined to the connection's loop.
 */
final class OutputQueue implements ClientOutput {
  /** Octets that may wait here before {@link #isWritable} is false. */
  static final int HIGH_WATER = 128 * 1024;

  private static final int LOW_WATER = 32 * 1024;
  private static final int COPY_BELOW = 512;
  private static final int KEEP_SINK = 64 * 1024;
  private static final int SEAL_ABOVE = 32 * 1024;
  private static final int TAIL_CAPACITY = 512;

  private final Channel channel;
  private final LoopCtx loop;
  private final Queue<ByteBuf> buffers = new ArrayDeque<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private Sink scratch = new Sink(TAIL_CAPACITY);
  private @Nullable ByteBuf tail; // gathers what follows the buffers
  private long octets; // in buffers and tail
  private boolean closing;
  private boolean closed;
  private boolean idle;
  private @Nullable Runnable signal;

  OutputQueue(Channel channel, LoopCtx loop) {
    this.channel = channel;
    this.loop = loop;
  }

  /** The stage that drains this is there; {@code signal} tells it that something is to be done. */
  void attach(Runnable drain) {
    signal = drain;
    drain.run();
  }

  @Override
  public void send(BackendMessage message) {
    assert loop.inLoop() : "output is used on its connection's loop only";
    if (closed || closing) {
      return;
    }
    scratch.clear();
    BackendEncoder.encode(message, scratch);
    octets += scratch.size();
    tail(scratch.size()).writeBytes(scratch.asByteBuffer());
    if (scratch.size() > KEEP_SINK) {
      scratch = new Sink(TAIL_CAPACITY);
    }
    idle = message instanceof ReadyForQuery ready && ready.status() == TransactionStatus.IDLE;
    flush();
  }

  @Override
  public void rows(ByteBuf frames) {
    assert loop.inLoop() : "output is used on its connection's loop only";
    if (closed || closing) {
      frames.release();
      return;
    }
    int size = frames.readableBytes();
    octets += size;
    idle = false;
    if (size <= COPY_BELOW) {
      tail(size).writeBytes(frames);
      frames.release();
    } else {
      seal();
      buffers.add(frames);
    }
    flush();
  }

  @Override
  public boolean isWritable() {
    return closed || (octets < HIGH_WATER && channel.isWritable());
  }

  @Override
  public void onWritable(Runnable action) {
    waiting.add(action);
    if (isWritable()) {
      loop.execute(this::wake);
    }
  }

  @Override
  public void flush() {
    if (signal != null) {
      signal.run();
    }
  }

  @Override
  public void closeAfterFlush() {
    closing = true;
    flush();
  }

  /** Whether {@link #closeAfterFlush} was called. */
  boolean isClosing() {
    return closing;
  }

  /** Whether the last message sent was ReadyForQuery with status idle. */
  boolean isIdle() {
    return idle;
  }

  /** A message of the client is being handled, so the connection is not idle. */
  void busy() {
    idle = false;
  }

  /** The next buffer, owned by the caller; null when nothing waits. */
  @Nullable ByteBuf poll() {
    if (buffers.isEmpty()) {
      seal();
    }
    ByteBuf next = buffers.poll();
    if (next != null) {
      octets -= next.readableBytes();
    }
    return next;
  }

  /** Runs what waits for writability when there is room again. */
  void wakeWhenLow() {
    if (!waiting.isEmpty() && octets <= LOW_WATER && channel.isWritable()) {
      wake();
    }
  }

  /** The connection is gone: releases what waits and wakes who waits. */
  void close() {
    closed = true;
    signal = null;
    for (ByteBuf buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) {
      buffer.release();
    }
    if (tail != null) {
      tail.release();
      tail = null;
    }
    octets = 0;
    wake();
  }

  private void wake() {
    if (waiting.isEmpty() || !isWritable()) {
      return;
    }
    List<Runnable> actions = List.copyOf(waiting);
    waiting.clear();
    actions.forEach(Runnable::run);
  }

  private ByteBuf tail(int room) {
    if (tail != null && tail.readableBytes() >= SEAL_ABOVE) {
      seal();
    }
    if (tail == null) {
      tail = channel.alloc().directBuffer(Math.max(TAIL_CAPACITY, room));
    }
    return tail;
  }

  private void seal() {
    if (tail != null) {
      buffers.add(tail);
      tail = null;
    }
  }
}
