package dev.mori.protocol.postgres;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growing buffer of octets to be sent, big-endian. Not thread-safe. Encoders append whole frames,
 * so several messages can be gathered into one write.
 */
public final class Sink {
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int size;

  /** An empty sink with a small first buffer. */
  public Sink() {
    this(256);
  }

  /** An empty sink with room for so many octets. */
  public Sink(int capacity) {
    bytes = new byte[Math.max(capacity, 16)];
  }

  /** Octets held. */
  public int size() {
    return size;
  }

  /** Forgets the octets and keeps the buffer. */
  public void clear() {
    size = 0;
  }

  /** A copy of the octets. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** A copy of the octets. */
  public Octets toOctets() {
    return Octets.of(bytes, 0, size);
  }

  /** A read-only view, valid until the sink is next appended to or cleared. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes, 0, size).slice().asReadOnlyBuffer();
  }

  /** Appends one octet. */
  public Sink put(byte octet) {
    room(1);
    bytes[size++] = octet;
    return this;
  }

  /** Appends an Int16: the low 16 bits. */
  public Sink putInt16(int value) {
    room(2);
    bytes[size++] = (byte) (value >>> 8);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Appends an Int32. */
  public Sink putInt32(int value) {
    room(4);
    writeInt32(size, value);
    size += 4;
    return this;
  }

  /** Appends octets as they are. */
  public Sink putOctets(Octets octets) {
    room(octets.size());
    octets.copyTo(bytes, size);
    size += octets.size();
    return this;
  }

  /**
   * Appends a String: UTF-8 and a terminating NUL.
   *
   * @throws IllegalArgumentException if the text holds a NUL or an unpaired surrogate
   */
  public Sink putText(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a String of the protocol holds no NUL");
    }
    byte[] encoded = Utf8.encode(text);
    room(encoded.length + 1);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
    bytes[size++] = 0;
    return this;
  }

  /** Appends a number of elements as an Int16 of 0 to 65535. */
  Sink putCount(int count) {
    if (count > 0xffff) {
      throw new IllegalArgumentException("at most 65535 elements, not " + count);
    }
    return putInt16(count);
  }

  /** Appends a value: its length, or -1 for null, and its octets. */
  Sink putDatum(Datum datum) {
    return switch (datum) {
      case Datum.Null() -> putInt32(-1);
      case Datum.Value(Octets octets) -> putInt32(octets.size()).putOctets(octets);
    };
  }

  /** Begins a frame with this type; its length is filled in by {@link #endFrame}. */
  int beginFrame(char type) {
    put((byte) type);
    return beginUntyped();
  }

  /** Begins a frame without type. */
  int beginUntyped() {
    int at = size;
    putInt32(0);
    return at;
  }

  /** Ends the frame that began at this position. */
  void endFrame(int at) {
    writeInt32(at, size - at);
  }

  private void writeInt32(int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }

  private void room(int more) {
    long needed = (long) size + more;
    if (needed <= bytes.length) {
      return;
    }
    if (needed > MAX_BYTES) {
      throw new IllegalStateException("more than 2 GiB to send at once");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * bytes.length)));
  }
}
