package dev.mori.engine.postgres;

import java.util.Optional;

/**
 * What a string constant says, in all its forms: plain, {@code E''}, {@code U&''}, {@code N''}, in
 * pieces on several lines, between dollars (documentation section 4.1.2).
 */
final class StringValue {
  private final String text;
  private final Token token;
  private final StringBuilder value = new StringBuilder();
  private int at;

  private StringValue(String text, Token token) {
    this.text = text;
    this.token = token;
  }

  /** The value of a STRING token of {@code text}; empty when an escape in it is invalid. */
  static Optional<String> of(String text, Token token, LexerSettings settings) {
    try {
      return Optional.of(new StringValue(text, token).read(settings));
    } catch (PostgresLexer.Unreadable | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private String read(LexerSettings settings) {
    char first = text.charAt(token.begin());
    if (first == '$') {
      int tag = text.indexOf('$', token.begin() + 1) + 1 - token.begin();
      return text.substring(token.begin() + tag, token.end() - tag);
    }
    boolean unicode = first == 'u' || first == 'U';
    boolean escapes =
        first == 'e' || first == 'E' || (!unicode && !settings.standardConformingStrings());
    at = text.indexOf('\'', token.begin());
    do {
      at++;
      piece(escapes);
    } while (continues());
    return unicode ? unicode(value.toString(), escape()) : value.toString();
  }

  /** Reads up to the closing quote and over it. */
  private void piece(boolean escapes) {
    while (true) {
      char c = text.charAt(at);
      if (c == '\\' && escapes) {
        at++;
        escaped();
      } else if (c != '\'') {
        value.append(c);
        at++;
      } else if (at + 1 < token.end() && text.charAt(at + 1) == '\'') {
        value.append('\'');
        at += 2;
      } else {
        at++;
        return;
      }
    }
  }

  /** Moves to the quote that opens the next piece, when there is one. */
  private boolean continues() {
    int index = at;
    while (index < token.end()) {
      char c = text.charAt(index);
      if (c == '\'') {
        at = index;
        return true;
      }
      if (c == '-' && text.startsWith("--", index)) {
        while (text.charAt(index) != '\n' && text.charAt(index) != '\r') {
          index++;
        }
      } else if (c > ' ') {
        return false;
      }
      index++;
    }
    return false;
  }

  private void escaped() {
    char c = text.charAt(at++);
    switch (c) {
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'u' -> coded(4);
      case 'U' -> coded(8);
      case 'x' -> number(c, 16, 2);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        at--;
        number(c, 8, 3);
      }
      default -> value.append(c);
    }
  }

  private void coded(int digits) {
    value.append(Identifiers.codePoint(text, at, at + digits, token.end()));
    at += digits;
  }

  /** An octet by its number; {@code x} without digits is itself. */
  private void number(char first, int radix, int most) {
    int code = 0;
    int count = 0;
    while (count < most && text.charAt(at) < 0x80 && Character.digit(text.charAt(at), radix) >= 0) {
      code = code * radix + Character.digit(text.charAt(at), radix);
      at++;
      count++;
    }
    value.append(count == 0 ? first : (char) (code & 0xFF));
  }

  /** The escape character of {@code U&''}: the UESCAPE clause is the end of its token. */
  private char escape() {
    return at < token.end() ? text.charAt(token.end() - 2) : '\\';
  }

  private static String unicode(String raw, char escape) {
    StringBuilder value = new StringBuilder(raw.length());
    int index = 0;
    while (index < raw.length()) {
      char c = raw.charAt(index);
      if (c != escape) {
        value.append(c);
        index++;
      } else if (raw.startsWith(String.valueOf(escape), index + 1)) {
        value.append(escape);
        index += 2;
      } else {
        boolean wide = raw.startsWith("+", index + 1);
        int from = index + (wide ? 2 : 1);
        int to = from + (wide ? 6 : 4);
        value.append(Identifiers.codePoint(raw, from, to, raw.length()));
        index = to;
      }
    }
    return value.toString();
  }
}
