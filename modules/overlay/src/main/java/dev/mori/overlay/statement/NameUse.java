package dev.mori.overlay.statement;

/**
 * One identifier token of a statement, in whatever position.
 *
 * @param name its folded value and place
 * @param quoted whether it was written in double quotes, so that it cannot be a keyword
 * @param position what stands around it
 */
public record NameUse(Name name, boolean quoted, Position position) {
  /** What stands around an identifier. */
  public enum Position {
    /** Directly before an opening parenthesis. */
    CALL,
    /** After a dot that follows an identifier: {@code t.f} may call f with a row of t. */
    AFTER_DOT,
    /** After a dot that follows a bracket: {@code (x).f} may call any function of one argument. */
    FIELD,
    /** Anything else. */
    PLAIN
  }
}
