package dev.mori.protocol.postgres;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads a SCRAM message (RFC 5802 section 7): attributes {@code a=value} with commas between. A
 * message is held as ISO 8859-1 text, one character per octet.
 */
final class ScramText {
  private final String text;
  private int at;

  ScramText(String text) {
    this.text = text;
  }

  /** Whether everything is read. */
  boolean atEnd() {
    return at == text.length();
  }

  /** Characters read so far. */
  int position() {
    return at;
  }

  /** What is left. */
  String rest() {
    return text.substring(at);
  }

  /** The next character, NUL at the end (no message holds one). */
  char peek() {
    return atEnd() ? '\0' : text.charAt(at);
  }

  /** Reads this character, if it is the next. */
  boolean skip(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  /** Reads characters up to a comma (left) or the end. */
  String untilComma() {
    int comma = text.indexOf(',', at);
    int end = comma < 0 ? text.length() : comma;
    String value = text.substring(at, end);
    at = end;
    return value;
  }

  /** Reads {@code name=value} and the comma after it; nothing is read if it is not there. */
  Optional<String> attribute(char name) {
    int start = at;
    if (!skip(name) || !skip('=')) {
      at = start;
      return Optional.empty();
    }
    String value = untilComma();
    skip(',');
    return Optional.of(value);
  }

  /** Reads attributes of any name but {@code last}, up to it or the end; false if ill-formed. */
  boolean skipExtensions(char last) {
    while (!atEnd() && peek() != last) {
      char name = peek();
      boolean letter = (name >= 'A' && name <= 'Z') || (name >= 'a' && name <= 'z');
      if (!letter || attribute(name).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a nonce is one: printable ASCII without comma, at least one character. */
  static boolean nonce(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= 0x21 && c <= 0x7e && c != ',');
  }

  static String base64(Octets octets) {
    return Base64.getEncoder().encodeToString(octets.toByteArray());
  }

  static Optional<Octets> fromBase64(String text) {
    try {
      return text.length() % 4 == 0
          ? Optional.of(Octets.owned(Base64.getDecoder().decode(text)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A message's text; nothing if it is empty or holds a NUL. */
  static Optional<String> of(Octets message) {
    String text = message.latin1();
    return text.isEmpty() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
  }

  /** A positive decimal number up to a bound; nothing if it is not one. */
  static Optional<Integer> number(String text, int max) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || text.length() > 10) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return number >= 1 && number <= max ? Optional.of((int) number) : Optional.empty();
  }

  static Octets octets(String message) {
    return Octets.of(message.getBytes(StandardCharsets.ISO_8859_1));
  }
}
