package dev.mori.protocol.postgres;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the first octets of a buffer say about the frame beginning there (PostgreSQL 17, Message
 * Overview): a type octet (absent in startup packets) and an Int32 length that counts itself but
 * not the type. Scanning moves no position and needs only the header, not the body.
 */
public sealed interface FrameHeader {
  /** Octets of the header of a typed frame. */
  int TYPED_BYTES = 5;

  /** Octets of the header of a startup packet. */
  int STARTUP_BYTES = 4;

  /** The header is not complete yet. */
  record NeedMore() implements FrameHeader {}

  /**
   * A frame.
   *
   * @param type the type octet, 0 for a startup packet
   * @param totalLength octets of the whole frame, header included; it need not be in the buffer yet
   */
  record Frame(byte type, int totalLength) implements FrameHeader {
    /** Octets before the body: 5, or 4 for a startup packet. */
    public int headerBytes() {
      return type == 0 ? STARTUP_BYTES : TYPED_BYTES;
    }

    /** Octets of the body. */
    public int bodyBytes() {
      return totalLength - headerBytes();
    }
  }

  /** No frame can begin so; the stream is out of step and must end. */
  record Bad(ProtocolViolation violation) implements FrameHeader {}

  /** Scans for a startup packet. */
  static FrameHeader scanStartup(ByteBuffer buffer, Limits limits) {
    if (buffer.remaining() < STARTUP_BYTES) {
      return NEED_MORE;
    }
    int length = int32(buffer, buffer.position());
    return judge((byte) 0, length, length, limits.checkStartupLength(length));
  }

  /** Scans for a client's typed frame. An unknown type is bad without waiting for its length. */
  static FrameHeader scanFrontend(ByteBuffer buffer, Limits limits) {
    if (!buffer.hasRemaining()) {
      return NEED_MORE;
    }
    byte type = buffer.get(buffer.position());
    if (buffer.remaining() < TYPED_BYTES) {
      // The shortest length is legal for every known type, so this judges the type alone.
      return limits.checkLength(type, 4).<FrameHeader>map(Bad::new).orElse(NEED_MORE);
    }
    int length = int32(buffer, buffer.position() + 1);
    return judge(type, length, length + 1, limits.checkLength(type, length));
  }

  /**
   * Scans for a server's typed frame. Type 0 is bad; other unknown types are left to the decoder.
   */
  static FrameHeader scanBackend(ByteBuffer buffer, Limits limits) {
    if (buffer.remaining() < TYPED_BYTES) {
      return NEED_MORE;
    }
    byte type = buffer.get(buffer.position());
    if (type == 0) {
      return new Bad(ProtocolViolation.of("invalid backend message type 0"));
    }
    int length = int32(buffer, buffer.position() + 1);
    return judge(type, length, length + 1, limits.checkBackendLength(length));
  }

  /** The one value of {@link NeedMore}. */
  FrameHeader NEED_MORE = new NeedMore();

  private static FrameHeader judge(
      byte type, int length, int total, Optional<ProtocolViolation> violation) {
    if (violation.isPresent()) {
      return new Bad(violation.get());
    }
    return total < length
        ? new Bad(ProtocolViolation.of("invalid message length"))
        : new Frame(type, total);
  }

  private static int int32(ByteBuffer buffer, int at) {
    int value = buffer.getInt(at);
    return buffer.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
  }
}
