package dev.mori.protocol.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * An immutable string of octets. Slices share storage; nobody can reach the array behind it.
 *
 * <p>{@link #toString} shows the size only, because octets carry row values and secrets.
 */
public final class Octets {
  private static final Octets EMPTY = new Octets(new byte[0], 0, 0);

  private final byte[] bytes;
  private final int from;
  private final int size;

  private Octets(byte[] bytes, int from, int size) {
    this.bytes = bytes;
    this.from = from;
    this.size = size;
  }

  /** The string without octets. */
  public static Octets empty() {
    return EMPTY;
  }

  /** A copy of these bytes. */
  public static Octets of(byte... bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** A copy of {@code size} bytes beginning at index {@code from}. */
  public static Octets of(byte[] bytes, int from, int size) {
    Objects.checkFromIndexSize(from, size, bytes.length);
    return size == 0 ? EMPTY : new Octets(Arrays.copyOfRange(bytes, from, from + size), 0, size);
  }

  /** A copy of the buffer's remaining bytes; the buffer's position stays where it is. */
  public static Octets of(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(buffer.position(), copy);
    return owned(copy);
  }

  /**
   * The UTF-8 octets of a text.
   *
   * @throws IllegalArgumentException if the text holds an unpaired surrogate
   */
  public static Octets ofUtf8(String text) {
    return owned(Utf8.encode(text));
  }

  /** Takes the array as it is: for callers in this package that give it away. */
  static Octets owned(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes, 0, bytes.length);
  }

  /** Number of octets. */
  public int size() {
    return size;
  }

  /** Whether there are no octets. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The octet at an index in {@code 0..size-1}. */
  public byte byteAt(int index) {
    return bytes[from + Objects.checkIndex(index, size)];
  }

  /** The octets in {@code [start, end)}, without copying. */
  public Octets slice(int start, int end) {
    Objects.checkFromToIndex(start, end, size);
    return start == end ? EMPTY : new Octets(bytes, from + start, end - start);
  }

  /** These octets followed by the others. */
  public Octets concat(Octets next) {
    byte[] both = new byte[Math.addExact(size, next.size)];
    copyTo(both, 0);
    next.copyTo(both, size);
    return owned(both);
  }

  /** Copies all octets into the target, beginning at its index {@code at}. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, from, target, at, size);
  }

  /** Copies all octets to the target's position and advances it. */
  public void copyTo(ByteBuffer target) {
    target.put(bytes, from, size);
  }

  /** A fresh array with these octets. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, from, from + size);
  }

  /** A read-only view. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes, from, size).slice().asReadOnlyBuffer();
  }

  /**
   * The text these octets encode; for octets known to be UTF-8 (see {@link #tryUtf8}).
   *
   * @throws IllegalArgumentException if they are not UTF-8
   */
  public String utf8() {
    try {
      return Utf8.decode(bytes, from, size);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("octets are not UTF-8", e);
    }
  }

  /** The text these octets encode, or nothing if they are not UTF-8. */
  public Optional<String> tryUtf8() {
    try {
      return Optional.of(Utf8.decode(bytes, from, size));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The octets as ISO 8859-1 text: one character per octet, never fails. */
  public String latin1() {
    return new String(bytes, from, size, StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that
        && Arrays.equals(bytes, from, from + size, that.bytes, that.from, that.from + that.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < from + size; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Octets[" + size + "]";
  }
}
