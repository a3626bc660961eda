package dev.mori.engine.postgres;

import java.util.Locale;
import java.util.Set;

/**
 * Whether a string may be read as a point in time that hangs on the transaction's start: {@code
 * now}, {@code today 10:00 Europe/Berlin}, also as an element of an array, range or row.
 *
 * <p>The server takes letters as words wherever they stand between digits and signs (datetime.c,
 * {@code ParseDateTime}). With one of these words it knows but weekdays, AM and PM, a few words
 * without meaning and one time zone; a sentence of other words is no time.
 */
final class TimeWords {
  private static final Set<String> WORDS = Set.of("now", "today", "tomorrow", "yesterday");

  /** The server knows these beside a day; a word of one or two letters counts as one of them. */
  private static final Set<String> BESIDE =
      Set.of(
          "dst",
          "jan",
          "feb",
          "mar",
          "apr",
          "may",
          "jun",
          "jul",
          "aug",
          "sep",
          "sept",
          "oct",
          "nov",
          "dec",
          "sun",
          "mon",
          "tue",
          "tues",
          "wed",
          "weds",
          "thu",
          "thur",
          "thurs",
          "fri",
          "sat",
          "sunday",
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday");

  /** What may separate the elements of an array, a range or a row. */
  private static final String SEPARATORS = "{}[](),;";

  private TimeWords() {}

  /** Whether this value may mean such a time. */
  static boolean in(String value) {
    // Quotes and backslashes vanish inside an element of an array, a range or a row.
    boolean quoted = value.indexOf('"') >= 0 || value.indexOf('\\') >= 0;
    return scan(value) || (quoted && scan(value.replace("\"", "").replace("\\", "")));
  }

  private static boolean scan(String value) {
    boolean found = false;
    boolean zone = false;
    int others = 0;
    int at = 0;
    while (at < value.length()) {
      int end = at;
      while (end < value.length() && isLetter(value.charAt(end))) {
        end++;
      }
      if (end > at) {
        String word = value.substring(at, end).toLowerCase(Locale.ROOT);
        found |= WORDS.contains(word);
        others += zone || isBeside(word) ? 0 : 1;
        // America/North_Dakota/Beulah is one zone.
        zone = end < value.length() && (value.charAt(end) == '/' || value.charAt(end) == '_');
        at = end;
      } else if (SEPARATORS.indexOf(value.charAt(at)) >= 0) {
        if (found && others <= 1) {
          return true;
        }
        found = false;
        others = 0;
        at++;
      } else {
        at++;
      }
    }
    return found && others <= 1;
  }

  private static boolean isBeside(String word) {
    return word.length() <= 2 || WORDS.contains(word) || BESIDE.contains(word);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
