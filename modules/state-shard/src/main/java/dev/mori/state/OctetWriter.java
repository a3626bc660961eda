package dev.mori.state;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes the primitives of the journal's binary form; {@link OctetReader} reads them back. */
final class OctetWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** One octet, 0 to 255. */
  OctetWriter octet(int value) {
    out.write(value);
    return this;
  }

  /** An unsigned 64-bit number in groups of seven bits, least significant first, 1 to 10 octets. */
  OctetWriter unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  /** A signed number: zigzag (0, -1, 1, -2, ...), then as {@link #unsigned}. */
  OctetWriter signed(long value) {
    return unsigned((value << 1) ^ (value >> 63));
  }

  /** Eight octets, most significant first. */
  OctetWriter fixed(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift) & 0xff);
    }
    return this;
  }

  /** The length in UTF-8 octets as {@link #unsigned}, then those octets. */
  OctetWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    unsigned(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** Seconds since 1970 as {@link #signed}, nanoseconds of the second as {@link #unsigned}. */
  OctetWriter instant(Instant value) {
    return signed(value.getEpochSecond()).unsigned(value.getNano());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
