package dev.mori.node.link;

import dev.mori.node.transport.LoopCtx;
import dev.mori.protocol.postgres.FrontendEncoder;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Sink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a link's requests of one loop iteration into one buffer, written and flushed at its end.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class LinkWriter {
  private static final int WRITE_ABOVE = 64 * 1024;
  private static final int FIRST_CAPACITY = 512;

  private final Channel channel;
  private final LoopCtx loop;
  private final Runnable flush = this::flush;
  private Sink scratch = new Sink(FIRST_CAPACITY);
  private @Nullable ByteBuf pending;
  private boolean flushing;

  LinkWriter(Channel channel, LoopCtx loop) {
    this.channel = channel;
    this.loop = loop;
  }

  /**
   * Encodes messages; nothing is sent until {@link #gather}.
   *
   * @throws IllegalArgumentException for what the protocol cannot say; then nothing has changed
   */
  void encode(List<? extends FrontendMessage> messages) {
    scratch.clear();
    for (FrontendMessage message : messages) {
      FrontendEncoder.encode(message, scratch);
    }
  }

  /** Adds what was encoded last. */
  void gather() {
    if (pending == null) {
      pending = channel.alloc().directBuffer(Math.max(FIRST_CAPACITY, scratch.size()));
    }
    pending.writeBytes(scratch.asByteBuffer());
    if (scratch.size() > WRITE_ABOVE) {
      scratch = new Sink(FIRST_CAPACITY);
    }
    if (pending.readableBytes() >= WRITE_ABOVE) {
      write();
    }
    if (!flushing) {
      flushing = true;
      loop.flushAtEnd(flush);
    }
  }

  /** Writes without flushing. */
  void write() {
    if (pending != null) {
      channel.write(pending, channel.voidPromise());
      pending = null;
    }
  }

  /** Forgets what was not written. */
  void drop() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }

  private void flush() {
    flushing = false;
    write();
    channel.flush();
  }
}
