package dev.mori.engine.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * Writes rows as lines of COPY TO, in text or CSV (PostgreSQL 15, copyto.c: CopyOneRowTo,
 * CopyAttributeOutText, CopyAttributeOutCSV). Holds one line at a time.
 */
public final class CopyLines {
  private static final int NULL = -1;
  private static final int FIRST_CAPACITY = 8 << 10;
  private static final byte[] END_OF_DATA = {'\\', '.'};
  private static final String CONTROLS = "\b\f\n\r\t\u000b";
  private static final String LETTERS = "bfnrtv";

  private final boolean csv;
  private final byte delimiter;
  private final byte quote;
  private final byte escape;
  private final byte[] nullText;
  private final boolean[] quoted;
  private final byte[] header;

  /** By octet: what follows a backslash in text, 0 for octets that stand for themselves. */
  private final byte[] escapes = new byte[256];

  private byte[] line = new byte[FIRST_CAPACITY];
  private int size;

  /** Writes lines of a result with these columns. */
  public CopyLines(CopyOutFormat format, List<String> columns) {
    csv = format.kind() == CopyFormat.Kind.CSV;
    delimiter = format.delimiter();
    quote = format.quote();
    escape = format.escape();
    nullText = format.nullText().getBytes(UTF_8);
    quoted = format.quoted(columns);
    escapes['\\'] = '\\';
    escapes[delimiter] = delimiter;
    for (int i = 0; i < CONTROLS.length(); i++) {
      escapes[CONTROLS.charAt(i)] = (byte) LETTERS.charAt(i);
    }
    header = format.header() ? header(columns) : new byte[0];
  }

  private byte[] header(List<String> columns) {
    for (int i = 0; i < columns.size(); i++) {
      byte[] name = columns.get(i).getBytes(UTF_8);
      separate(i);
      value(name, 0, name.length, false);
    }
    put((byte) '\n');
    byte[] names = Arrays.copyOf(line, size);
    size = 0;
    return names;
  }

  /** The line with the columns' names; no octets when none was asked for. */
  public byte[] header() {
    return header.clone();
  }

  /**
   * Writes one row.
   *
   * @param octets holds the body of a DataRow: Int16 count, and for each column Int32 length, -1
   *     for NULL, and the value as text
   * @param begin where that body begins
   */
  public void row(byte[] octets, int begin) {
    size = 0;
    int count = (octets[begin] & 0xff) << 8 | (octets[begin + 1] & 0xff);
    int at = begin + Short.BYTES;
    for (int i = 0; i < count; i++) {
      separate(i);
      int length = int32(octets, at);
      at += Integer.BYTES;
      if (length == NULL) {
        put(nullText, 0, nullText.length);
      } else {
        value(octets, at, at + length, quoted[i]);
        at += length;
      }
    }
    put((byte) '\n');
  }

  /** The line's octets, {@link #size} of them; only until the next row. */
  public byte[] line() {
    return line;
  }

  /** How many octets the line has. */
  public int size() {
    return size;
  }

  private void separate(int column) {
    if (column > 0) {
      put(delimiter);
    }
  }

  private void value(byte[] octets, int from, int to, boolean always) {
    if (!csv) {
      escaped(octets, from, to);
    } else if (always || needsQuotes(octets, from, to)) {
      quoted(octets, from, to);
    } else {
      put(octets, from, to);
    }
  }

  private void escaped(byte[] octets, int from, int to) {
    int start = from;
    for (int i = from; i < to; i++) {
      byte letter = escapes[octets[i] & 0xff];
      if (letter != 0) {
        put(octets, start, i);
        put((byte) '\\');
        put(letter);
        start = i + 1;
      }
    }
    put(octets, start, to);
  }

  private boolean needsQuotes(byte[] octets, int from, int to) {
    if (Arrays.equals(octets, from, to, nullText, 0, nullText.length)
        || (quoted.length == 1
            && Arrays.equals(octets, from, to, END_OF_DATA, 0, END_OF_DATA.length))) {
      return true;
    }
    for (int i = from; i < to; i++) {
      byte octet = octets[i];
      if (octet == delimiter || octet == quote || octet == '\n' || octet == '\r') {
        return true;
      }
    }
    return false;
  }

  private void quoted(byte[] octets, int from, int to) {
    put(quote);
    int start = from;
    for (int i = from; i < to; i++) {
      if (octets[i] == quote || octets[i] == escape) {
        put(octets, start, i);
        put(escape);
        start = i;
      }
    }
    put(octets, start, to);
    put(quote);
  }

  private void put(byte octet) {
    reserve(1);
    line[size++] = octet;
  }

  private void put(byte[] octets, int from, int to) {
    reserve(to - from);
    System.arraycopy(octets, from, line, size, to - from);
    size += to - from;
  }

  private void reserve(int more) {
    int wanted = Math.addExact(size, more);
    if (wanted > line.length) {
      line = Arrays.copyOf(line, (int) Math.min(Integer.MAX_VALUE - 8L, wanted * 2L));
    }
  }

  /** The big-endian number that begins there. */
  public static int int32(byte[] octets, int at) {
    return octets[at] << 24
        | (octets[at + 1] & 0xff) << 16
        | (octets[at + 2] & 0xff) << 8
        | (octets[at + 3] & 0xff);
  }
}
