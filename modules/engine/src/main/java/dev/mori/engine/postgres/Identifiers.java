package dev.mori.engine.postgres;

import java.nio.charset.StandardCharsets;

/**
 * The values of identifiers: folding, unquoting, Unicode escapes and the cut at 63 octets
 * (scansup.c, {@code downcase_truncate_identifier}).
 */
final class Identifiers {
  private static final int MAX_OCTETS = 63;

  private Identifiers() {}

  /** The value of an unquoted identifier: only ASCII letters are folded, as in UTF-8 databases. */
  static String fold(String text, int begin, int end) {
    int index = begin;
    while (index < end && !(text.charAt(index) >= 'A' && text.charAt(index) <= 'Z')) {
      index++;
    }
    if (index == end) {
      return truncate(text.substring(begin, end));
    }
    char[] folded = new char[end - begin];
    for (int i = begin; i < end; i++) {
      char c = text.charAt(i);
      folded[i - begin] = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
    return truncate(new String(folded));
  }

  /** The value of the inside of a quoted identifier. */
  static String unquote(String text, int begin, int end) {
    return truncate(text.substring(begin, end).replace("\"\"", "\""));
  }

  /** The value of the inside of {@code U&"..."}. */
  static String unicode(String text, int begin, int end, char escape) {
    StringBuilder value = new StringBuilder();
    int index = begin;
    while (index < end) {
      char c = text.charAt(index);
      if (c == '"') {
        value.append(c);
        index += 2;
      } else if (c != escape) {
        value.append(c);
        index++;
      } else if (index + 1 < end && text.charAt(index + 1) == escape) {
        value.append(escape);
        index += 2;
      } else {
        boolean wide = index + 1 < end && text.charAt(index + 1) == '+';
        int from = index + (wide ? 2 : 1);
        int to = from + (wide ? 6 : 4);
        value.append(codePoint(text, from, to, end));
        index = to;
      }
    }
    return truncate(value.toString());
  }

  /** The character whose number stands between {@code from} and {@code to}. */
  static String codePoint(String text, int from, int to, int limit) {
    int code = 0;
    for (int i = from; i < to; i++) {
      int digit = i < limit && text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new PostgresLexer.Unreadable("A Unicode escape is invalid.", from - 1);
      }
      code = code * 16 + digit;
    }
    if (code == 0 || code > Character.MAX_CODE_POINT) {
      throw new PostgresLexer.Unreadable("A Unicode escape names no character.", from - 1);
    }
    return code <= Character.MAX_VALUE ? String.valueOf((char) code) : Character.toString(code);
  }

  private static String truncate(String name) {
    if (name.length() * 3 <= MAX_OCTETS) {
      return name;
    }
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    if (octets.length <= MAX_OCTETS) {
      return name;
    }
    int end = MAX_OCTETS;
    while (end > 0 && (octets[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(octets, 0, end, StandardCharsets.UTF_8);
  }
}
