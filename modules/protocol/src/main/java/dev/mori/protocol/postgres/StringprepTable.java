package dev.mori.protocol.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A set of code points of those named by RFC 3454, Appendices A to D, read from {@code
 * stringprep.txt}.
 */
final class StringprepTable {
  private static final String RESOURCE = "stringprep.txt";

  /** Not assigned in Unicode 3.2. */
  static final StringprepTable UNASSIGNED = new StringprepTable("A.1");

  /** Commonly mapped to nothing. */
  static final StringprepTable MAPPED_TO_NOTHING = new StringprepTable("B.1");

  /** Non-ASCII space characters. */
  static final StringprepTable NON_ASCII_SPACE = new StringprepTable("C.1.2");

  /** All the tables RFC 4013 section 2.3 prohibits. */
  static final StringprepTable PROHIBITED = new StringprepTable("PROHIBITED");

  /** Bidirectional property R or AL. */
  static final StringprepTable RIGHT_TO_LEFT = new StringprepTable("D.1");

  /** Bidirectional property L. */
  static final StringprepTable LEFT_TO_RIGHT = new StringprepTable("D.2");

  /** First and last code point of each range, alternating, ascending. */
  private final int[] bounds;

  private StringprepTable(String name) {
    try (InputStream in = StringprepTable.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.US_ASCII))) {
      bounds =
          lines
              .lines()
              .filter(line -> line.startsWith(name + " "))
              .flatMap(line -> Stream.of(line.substring(name.length() + 1).split(" ", -1)))
              .flatMapToInt(StringprepTable::range)
              .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean contains(int codePoint) {
    int low = 0;
    int high = bounds.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint < bounds[2 * middle]) {
        high = middle - 1;
      } else if (codePoint > bounds[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static IntStream range(String text) {
    int dash = text.indexOf('-');
    String first = dash < 0 ? text : text.substring(0, dash);
    String last = text.substring(dash + 1);
    return IntStream.of(Integer.parseInt(first, 16), Integer.parseInt(last, 16));
  }
}
