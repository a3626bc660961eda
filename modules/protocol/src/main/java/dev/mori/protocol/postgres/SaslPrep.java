package dev.mori.protocol.postgres;

import java.text.Normalizer;
import java.util.stream.IntStream;

/**
 * SASLprep (RFC 4013) of a password as PostgreSQL does it, so that both ends derive the same keys.
 *
 * <p>Where PostgreSQL differs from the RFC this follows PostgreSQL (source, saslprep.c and
 * auth-scram.c): ASCII passes unlooked at, control characters included; a password that is not
 * UTF-8, is empty after mapping, or is prohibited is used as its raw octets; prohibition and
 * direction are judged after mapping but <em>before</em> normalization.
 */
final class SaslPrep {
  private SaslPrep() {}

  /** The octets to derive keys from. */
  static Octets prepare(Octets password) {
    if (ascii(password)) {
      return password;
    }
    return password
        .tryUtf8()
        .map(SaslPrep::map)
        .filter(SaslPrep::allowed)
        .map(text -> Normalizer.normalize(text, Normalizer.Form.NFKC))
        .map(Octets::ofUtf8)
        .orElse(password);
  }

  private static boolean ascii(Octets octets) {
    return IntStream.range(0, octets.size()).allMatch(i -> octets.byteAt(i) >= 0);
  }

  /** RFC 4013 section 2.1; U+200B stands in both tables and becomes a space. */
  private static String map(String text) {
    StringBuilder mapped = new StringBuilder();
    text.codePoints()
        .map(c -> StringprepTable.NON_ASCII_SPACE.contains(c) ? ' ' : c)
        .filter(c -> !StringprepTable.MAPPED_TO_NOTHING.contains(c))
        .forEach(mapped::appendCodePoint);
    return mapped.toString();
  }

  /** RFC 4013 sections 2.3 to 2.5. */
  private static boolean allowed(String text) {
    return !text.isEmpty()
        && text.codePoints().noneMatch(StringprepTable.PROHIBITED::contains)
        && text.codePoints().noneMatch(StringprepTable.UNASSIGNED::contains)
        && directionAllowed(text);
  }

  /** RFC 3454 section 6. */
  private static boolean directionAllowed(String text) {
    if (text.codePoints().noneMatch(StringprepTable.RIGHT_TO_LEFT::contains)) {
      return true;
    }
    return text.codePoints().noneMatch(StringprepTable.LEFT_TO_RIGHT::contains)
        && StringprepTable.RIGHT_TO_LEFT.contains(text.codePointAt(0))
        && StringprepTable.RIGHT_TO_LEFT.contains(text.codePointBefore(text.length()));
  }
}
