package dev.mori.protocol.postgres;

import java.util.Locale;

/**
 * Names the first octets that are not UTF-8, as the server does (PostgreSQL source, mbutils.c,
 * report_invalid_encoding). Those octets are no text of the client's.
 */
final class InvalidUtf8 {
  private InvalidUtf8() {}

  static ProtocolViolation violation(Octets octets) {
    int at = firstInvalid(octets);
    int shown = Math.min(announced(octets.byteAt(at)), octets.size() - at);
    StringBuilder sentence = new StringBuilder("invalid byte sequence for encoding \"UTF8\":");
    for (int i = at; i < at + shown; i++) {
      sentence.append(String.format(Locale.ROOT, " 0x%02x", octets.byteAt(i) & 0xff));
    }
    return new ProtocolViolation(
        ProtocolViolation.CHARACTER_NOT_IN_REPERTOIRE, sentence.toString());
  }

  private static int firstInvalid(Octets octets) {
    int at = 0;
    while (at < octets.size()) {
      int end = at + announced(octets.byteAt(at));
      if (end > octets.size() || octets.slice(at, end).tryUtf8().isEmpty()) {
        return at;
      }
      at = end;
    }
    throw new IllegalArgumentException("the octets are UTF-8");
  }

  /** Octets of the character a first octet announces; 1 if it announces none. */
  private static int announced(byte first) {
    int octet = first & 0xff;
    if ((octet & 0xe0) == 0xc0) {
      return 2;
    }
    if ((octet & 0xf0) == 0xe0) {
      return 3;
    }
    return (octet & 0xf8) == 0xf0 ? 4 : 1;
  }
}
