package dev.mori.engine.postgres;

/** Finds where a number ends (scan.l: integer, decimal, real and their failures). */
final class NumberScanner {
  private NumberScanner() {}

  /** The offset after the number that starts at {@code begin} with a digit or a dot. */
  static int end(String text, int begin, int majorVersion) {
    boolean modern = majorVersion >= 16;
    if (modern && text.charAt(begin) == '0' && begin + 1 < text.length()) {
      String digits = radixDigits(text.charAt(begin + 1));
      int end = digits.isEmpty() ? begin : radixEnd(text, begin + 2, digits);
      if (end > begin + 2) {
        return end;
      }
    }
    int index = digits(text, begin, modern);
    if (index < text.length() && text.charAt(index) == '.' && !text.startsWith("..", index)) {
      index = digits(text, index + 1, modern);
    }
    return exponent(text, index, modern);
  }

  private static int exponent(String text, int from, boolean modern) {
    if (from < text.length() && (text.charAt(from) == 'e' || text.charAt(from) == 'E')) {
      int index = from + 1;
      if (index < text.length() && (text.charAt(index) == '+' || text.charAt(index) == '-')) {
        index++;
      }
      int end = digits(text, index, modern);
      if (end > index) {
        return end;
      }
    }
    return from;
  }

  private static int digits(String text, int from, boolean underscores) {
    int index = from;
    while (index < text.length()) {
      char c = text.charAt(index);
      boolean separator =
          underscores
              && c == '_'
              && index > from
              && index + 1 < text.length()
              && Character.digit(text.charAt(index + 1), 10) >= 0
              && text.charAt(index + 1) < 0x80;
      if (!separator && (c < '0' || c > '9')) {
        break;
      }
      index++;
    }
    return index;
  }

  private static String radixDigits(char mark) {
    return switch (mark) {
      case 'x', 'X' -> "0123456789abcdefABCDEF";
      case 'o', 'O' -> "01234567";
      case 'b', 'B' -> "01";
      default -> "";
    };
  }

  private static int radixEnd(String text, int from, String digits) {
    int index = from;
    while (index < text.length()) {
      char c = text.charAt(index);
      boolean separator =
          c == '_' && index + 1 < text.length() && digits.indexOf(text.charAt(index + 1)) >= 0;
      if (!separator && digits.indexOf(c) < 0) {
        break;
      }
      index++;
    }
    return index;
  }
}
