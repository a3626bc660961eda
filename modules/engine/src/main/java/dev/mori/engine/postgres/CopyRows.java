package dev.mori.engine.postgres;

import java.util.OptionalLong;

/**
 * Finds in the data of a COPY FROM where the row of a given line begins; counts lines as the server
 * does for its errors (PostgreSQL 15, copyfromparse.c: CopyReadLineText, NextCopyFrom).
 */
public final class CopyRows {
  private final Format format;
  private final long line;
  private long passing;
  private long offset;
  private long rowBegin;
  private long current = 1;
  private boolean found;

  /**
   * Looks for a row.
   *
   * @param line a line of that row, the first is 1
   * @param passing how many rows from that one on are passed over
   */
  public CopyRows(CopyFormat format, long line, long passing) {
    this.format = format.kind() == CopyFormat.Kind.BINARY ? new Binary() : new Lines(format);
    this.line = line;
    this.passing = passing;
    lineBegins();
  }

  /** Where the last row begins that has begun so far. */
  public long rowBegin() {
    return rowBegin;
  }

  /** Where the row begins, once that is known. */
  public OptionalLong found() {
    return found ? OptionalLong.of(rowBegin) : OptionalLong.empty();
  }

  /** The next octet of the data. */
  public void next(byte octet) {
    if (!found) {
      format.next(octet);
      offset++;
    }
  }

  private void rowBegins(long at) {
    if (!found) {
      if (current >= line) {
        passing--;
      }
      rowBegin = at;
      current++;
      lineBegins();
    }
  }

  private void lineBegins() {
    found |= current >= line && passing <= 0;
  }

  /** How rows follow one another. */
  private interface Format {
    void next(byte octet);
  }

  /** Text and CSV. */
  private final class Lines implements Format {
    private final boolean csv;
    private final int quote;
    private final int escape;
    private boolean quoted;
    private boolean escaped;
    private boolean returned; // the last octet was a carriage return, and may be half an end
    private Ending ending = Ending.UNKNOWN;

    Lines(CopyFormat format) {
      csv = format.kind() == CopyFormat.Kind.CSV;
      quote = format.quote();
      escape = format.escape() == quote ? -1 : format.escape();
    }

    @Override
    public void next(byte octet) {
      if (returned) {
        returned = false;
        if (octet == '\n') {
          ending = Ending.BOTH;
          rowBegins(offset + 1);
          return;
        }
        ending = Ending.RETURN;
        rowBegins(offset);
      }
      if (csv) {
        quoting(octet);
        if (!quoted) {
          ending(octet);
        }
      } else if (escaped) {
        escaped = false;
      } else {
        escaped = octet == '\\';
        ending(octet);
      }
    }

    private void quoting(byte octet) {
      if (quoted && octet == escape) {
        escaped = !escaped;
      }
      if (octet == quote && !escaped) {
        quoted = !quoted;
      }
      if (octet != escape) {
        escaped = false;
      }
      if (quoted && octet == (ending == Ending.NEWLINE ? '\n' : '\r')) {
        current++;
        lineBegins();
      }
    }

    private void ending(byte octet) {
      if (octet == '\n') {
        ending = ending == Ending.UNKNOWN ? Ending.NEWLINE : ending;
        rowBegins(offset + 1);
      } else if (octet == '\r') {
        if (ending == Ending.RETURN) {
          rowBegins(offset + 1);
        } else {
          returned = ending != Ending.NEWLINE;
        }
      }
    }
  }

  /** How lines end; the first one decides. */
  private enum Ending {
    UNKNOWN,
    NEWLINE,
    RETURN,
    BOTH
  }

  /** Tuples: a count of fields, and each with its length. */
  private final class Binary implements Format {
    private static final int HEAD = 15; // signature and flags

    private long skip = HEAD;
    private int wanted = Integer.BYTES;
    private int value;
    private int fields = -1; // -1: before the first tuple; 0: a tuple begins

    @Override
    public void next(byte octet) {
      if (skip > 0) {
        skip--;
        return;
      }
      value = value << 8 | (octet & 0xff);
      if (--wanted == 0) {
        number(value);
        value = 0;
        wanted = fields == 0 ? Short.BYTES : Integer.BYTES;
      }
    }

    private void number(int read) {
      if (fields == 0) {
        fields = Math.max(0, (short) read);
        if (fields == 0) {
          rowBegins(offset + 1);
        }
        return;
      }
      skip = Math.max(0, read);
      if (fields < 0) {
        rowBegin = offset + 1 + skip;
        fields = 0;
      } else if (--fields == 0) {
        rowBegins(offset + 1 + skip);
      }
    }
  }
}
