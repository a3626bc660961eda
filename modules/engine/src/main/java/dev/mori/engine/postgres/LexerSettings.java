package dev.mori.engine.postgres;

/**
 * What the meaning of a PostgreSQL text depends on besides the text.
 *
 * @param standardConformingStrings the connection's {@code standard_conforming_strings}; when off,
 *     a backslash escapes inside plain strings
 * @param majorVersion the server's major version: 16 and later know {@code 0x1F} and {@code 1_000}
 */
public record LexerSettings(boolean standardConformingStrings, int majorVersion) {
  /** The default settings of PostgreSQL 15. */
  public static final LexerSettings STANDARD = new LexerSettings(true, 15);

  /** Why a text that {@link #misleads} is not run. */
  public static final String MISLEADING =
      "a backslash means another text while standard_conforming_strings is off";

  /**
   * Whether a text reads otherwise under these settings than under the standard ones, which prod's
   * connections have and by which every part of it is judged.
   */
  public boolean misleads(String text) {
    return !standardConformingStrings && text.indexOf('\\') >= 0;
  }
}
