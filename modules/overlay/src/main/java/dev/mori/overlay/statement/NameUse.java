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
    /** Directly after a dot, and not before an opening parenthesis: may call a function too. */
    AFTER_DOT,
    /** Anything else. */
    PLAIN
  }
}
