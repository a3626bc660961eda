package dev.mori.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge between a channel and its stream: the last handler of the pipeline, on whose queue the
 * source stage feeds. The queue lives here and stages are only signalled, so no buffer is ever the
 * payload of a message to a stage that may be gone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class ChannelPort extends ChannelInboundHandlerAdapter {
  /** Chunks that may wait before reading stops (a chunk is at most 64 KiB). */
  private static final int HIGH_CHUNKS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(ChannelPort.class);

  private final Channel channel;
  private final Queue<ByteBuf> chunks = new ArrayDeque<>();
  private boolean paused = true;
  private boolean inputEnded;
  private boolean closed;
  private boolean sourceGone;
  private @Nullable Runnable sourceSignal;
  private @Nullable Runnable sinkSignal;
  private @Nullable Runnable writableSignal;

  ChannelPort(Channel channel) {
    this.channel = channel;
  }

  Channel channel() {
    return channel;
  }

  /**
   * The source is there: {@code signal} is called when something can be {@link #poll}ed or the
   * input has ended.
   */
  void attachSource(Runnable signal) {
    sourceSignal = signal;
    paused = false;
    channel.config().setAutoRead(true);
    signal.run();
  }

  /**
   * The sink is there: {@code signal} is called when the channel has become writable or has closed.
   */
  void attachSink(Runnable signal) {
    sinkSignal = signal;
  }

  /**
   * {@code signal} is called when the channel has become writable, also when the sink waits for
   * something to write.
   */
  void attachWritable(Runnable signal) {
    writableSignal = signal;
  }

  /** The next chunk, owned by the caller. */
  @Nullable ByteBuf poll() {
    ByteBuf chunk = chunks.poll();
    if (paused && chunks.isEmpty() && sourceSignal != null) {
      paused = false;
      channel.config().setAutoRead(true);
    }
    return chunk;
  }

  /** Whether no chunk will follow those in the queue. */
  boolean inputEnded() {
    return inputEnded;
  }

  /** Whether the channel is gone in both directions. */
  boolean closed() {
    return closed;
  }

  /** The source is gone: what waits is released, what comes is dropped. */
  void detachSource() {
    sourceGone = true;
    for (ByteBuf chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      chunk.release();
    }
  }

  /** Puts a chunk into the queue and takes its ownership. */
  void offer(ByteBuf chunk) {
    if (sourceGone || !chunk.isReadable()) {
      chunk.release();
      return;
    }
    chunks.add(chunk);
    if (!paused && chunks.size() >= HIGH_CHUNKS) {
      paused = true;
      channel.config().setAutoRead(false);
    }
    signal(sourceSignal);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf chunk) {
      offer(chunk);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      signal(sourceSignal);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    inputEnded = true;
    closed = true;
    signal(sourceSignal);
    signal(sinkSignal);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      signal(sinkSignal);
      signal(writableSignal);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("client connection {} lost: {}", channel.remoteAddress(), cause.toString());
    } else {
      LOG.warn("client connection {} closed after an error", channel.remoteAddress(), cause);
    }
    context.close();
  }

  private static void signal(@Nullable Runnable target) {
    if (target != null) {
      target.run();
    }
  }
}
