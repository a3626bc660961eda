package dev.mori.overlay.statement;

/**
 * A constant or a parameter compared with a column.
 *
 * @param kind what it is
 * @param literal the literal or parameter alone, as written
 * @param span the whole operand including a cast, as written: may be copied into another query
 */
public record Value(Kind kind, Span literal, Span span) {
  /** What a value is. */
  public enum Kind {
    /** {@code $n}. */
    PARAMETER,
    /** A string constant in any quoting. */
    STRING,
    /** A number, possibly signed. */
    NUMBER,
    /** {@code TRUE}, {@code FALSE} or {@code NULL}. */
    KEYWORD
  }
}
