package dev.mori.engine.postgres;

/**
 * How much text the parser takes on.
 *
 * @param length longest statement, in UTF-16 units
 * @param nesting deepest nesting of brackets
 * @param queryNesting deepest nesting of queries; each costs a few stack frames
 */
public record ParserLimits(int length, int nesting, int queryNesting) {
  /** Statements up to 16 Mi units, 2000 brackets deep, 100 queries deep. */
  public static final ParserLimits STANDARD = new ParserLimits(16 << 20, 2000, 100);
}
