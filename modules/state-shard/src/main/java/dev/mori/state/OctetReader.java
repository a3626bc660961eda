package dev.mori.state;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Reads what {@link OctetWriter} wrote.
 *
 * <p>Lengths are checked against what is left before anything is allocated. Every method throws
 * {@link IllegalArgumentException} when the octets end too early or can not be right: the journal
 * or the peer is damaged.
 */
final class OctetReader {

  private final byte[] bytes;
  private int position;

  OctetReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int octet() {
    require(1);
    return bytes[position++] & 0xff;
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int octet = octet();
      value |= (octet & 0x7fL) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits at " + position);
  }

  long signed() {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  long fixed() {
    require(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (bytes[position++] & 0xff);
    }
    return value;
  }

  /**
   * A number of things that follow.
   *
   * @param octetsEach the least number of octets one of them takes
   */
  int count(int octetsEach) {
    long count = unsigned();
    if (count < 0 || count > (bytes.length - position) / octetsEach) {
      throw new IllegalArgumentException(
          "a count of " + count + " with " + (bytes.length - position) + " octets left");
    }
    return (int) count;
  }

  String text() {
    int length = count(1);
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  Instant instant() {
    return Instant.ofEpochSecond(signed(), unsigned());
  }

  /** Nothing may be left. */
  void end() {
    if (position != bytes.length) {
      throw new IllegalArgumentException((bytes.length - position) + " octets too many");
    }
  }

  private void require(int octets) {
    if (bytes.length - position < octets) {
      throw new IllegalArgumentException("octets end at " + bytes.length);
    }
  }
}
