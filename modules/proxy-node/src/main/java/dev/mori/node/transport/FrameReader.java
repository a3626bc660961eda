package dev.mori.node.transport;

import dev.mori.protocol.postgres.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts received chunks into frames (type octet, Int32 length that counts itself, body; PostgreSQL
 * 17, Message Formats) without copying, except for a frame that a chunk edge cuts, which is joined
 * in a buffer that grows with what has really arrived. Not thread-safe.
 *
 * <p>Use: {@link #feed} a chunk, then {@link #next} until it says {@link Step#MORE}. {@link
 * #buffer}, {@link #start} and {@link #end} describe the current frame until the next call; whoever
 * keeps it longer retains the buffer.
 */
public final class FrameReader {
  /** What {@link #next} found. */
  public enum Step {
    /** A whole frame is current. */
    FRAME,
    /** Everything fed is used up. */
    MORE,
    /**
     * The header is impossible, see {@link #violation}; the rest of the stream cannot be understood
     * and only {@link #close} is allowed.
     */
    BROKEN
  }

  private static final int HEADER = 5;
  private static final int FIRST_CAPACITY = 4096;

  private final ByteBufAllocator allocator;
  private final HeaderCheck check;
  private @Nullable ByteBuf chunk;
  private @Nullable ByteBuf partial;
  private int wanted; // octets of the partial frame; HEADER as long as its header is cut
  private @Nullable ByteBuf current;
  private boolean joined; // the current frame is the partial one, complete
  private int start;
  private int end;
  private Optional<ProtocolViolation> violation = Optional.empty();

  /**
   * Judges a frame's type octet and Int32 length as it stands on the wire; empty: it may be read.
   */
  @FunctionalInterface
  public interface HeaderCheck {
    /** What is wrong with this header. */
    Optional<ProtocolViolation> of(byte type, int length);
  }

  /** A reader that checks each header before it allocates for the body. */
  public FrameReader(ByteBufAllocator allocator, HeaderCheck check) {
    this.allocator = allocator;
    this.check = check;
  }

  /** Takes a chunk and its ownership. Only when {@link #next} has said MORE, or at first. */
  public void feed(ByteBuf received) {
    if (chunk != null) {
      received.release();
      throw new IllegalStateException("the last chunk is not used up");
    }
    chunk = received;
  }

  /** Moves to the next frame. */
  public Step next() {
    if (joined && partial != null) {
      partial.release();
      partial = null;
    }
    joined = false;
    current = null;
    if (chunk == null) {
      return Step.MORE;
    }
    return partial == null ? cut(chunk) : join(chunk, partial);
  }

  /** Type octet of the current frame. */
  public byte type() {
    return buffer().getByte(start);
  }

  /** The buffer that holds the current frame; not retained. */
  public ByteBuf buffer() {
    return Objects.requireNonNull(current, "no current frame");
  }

  /** Index of the frame's type octet in {@link #buffer}. */
  public int start() {
    return start;
  }

  /** Index after the frame's last octet. */
  public int end() {
    return end;
  }

  /** Octets of memory held for a frame that is not complete. */
  public int held() {
    return partial == null ? 0 : partial.capacity();
  }

  /** Releases everything; harmless when repeated. */
  public void close() {
    if (chunk != null) {
      chunk.release();
      chunk = null;
    }
    if (partial != null) {
      partial.release();
      partial = null;
    }
    current = null;
  }

  private Step cut(ByteBuf from) {
    int readable = from.readableBytes();
    int need = HEADER;
    if (readable >= HEADER) {
      need = total(from, from.readerIndex());
      if (need < 0) {
        return Step.BROKEN;
      }
      if (readable >= need) {
        current = from;
        start = from.readerIndex();
        end = start + need;
        from.readerIndex(end);
        return Step.FRAME;
      }
    }
    if (readable > 0) {
      if (need
          == HEADER) { // a bad type is bad without waiting for its length, and 4 is legal for every
        // type
        violation = check.of(from.getByte(from.readerIndex()), 4);
        if (violation.isPresent()) {
          return Step.BROKEN;
        }
      }
      wanted = need;
      partial = allocator.directBuffer(Math.min(need, Math.max(FIRST_CAPACITY, 2 * readable)));
      partial.writeBytes(from);
    }
    dropChunk(from);
    return Step.MORE;
  }

  private Step join(ByteBuf from, ByteBuf into) {
    while (true) {
      int take = Math.min(wanted - into.readableBytes(), from.readableBytes());
      if (into.writableBytes() < take) {
        int grown =
            (int)
                Math.min(
                    wanted, Math.max(2L * into.capacity(), (long) into.readableBytes() + take));
        into.capacity(grown);
      }
      into.writeBytes(from, take);
      if (into.readableBytes() < wanted) {
        dropChunk(from);
        return Step.MORE;
      }
      if (wanted > HEADER || total(into, 0) == HEADER) {
        current = into;
        joined = true;
        start = 0;
        end = wanted;
        return Step.FRAME;
      }
      wanted = total(into, 0);
      if (wanted < 0) {
        return Step.BROKEN;
      }
    }
  }

  /** Octets of the frame whose header stands at the index, or -1 when it is bad. */
  private int total(ByteBuf from, int index) {
    int length = from.getInt(index + 1);
    violation = check.of(from.getByte(index), length);
    return violation.isPresent() ? -1 : length + 1;
  }

  /** What the header check said when the reader is broken. */
  public Optional<ProtocolViolation> violation() {
    return violation;
  }

  private void dropChunk(ByteBuf used) {
    used.release();
    chunk = null;
  }
}
