package dev.mori.node.session;

import dev.mori.engine.postgres.LexerSettings;
import dev.mori.overlay.statement.Transaction.Isolation;
import java.util.List;
import java.util.Map;

/**
 * The client's settings as far as they change what a statement means, read from the shadow after
 * every SET.
 *
 * @param replay values to give a prod link before it runs the client's text, by parameter name
 * @param searchPath the schemas of {@code current_schemas(true)}
 * @param isolation level of the current or next transaction
 * @param ownRole whether the current role is the one the client logged in as
 */
record Settings(
    Map<String, String> replay, List<String> searchPath, Isolation isolation, boolean ownRole) {

  /** Parameters that change what a read means or how its result is written. */
  static final List<String> REPLAYED =
      List.of(
          "search_path",
          "DateStyle",
          "TimeZone",
          "IntervalStyle",
          "extra_float_digits",
          "bytea_output",
          "array_nulls",
          "xmloption",
          "xmlbinary",
          "standard_conforming_strings",
          "backslash_quote",
          "transform_null_equals",
          "default_text_search_config",
          "lc_monetary",
          "lc_numeric",
          "lc_time",
          "row_security",
          "quote_all_identifiers");

  /** How the client's text is to be read. */
  LexerSettings lexer() {
    return "off".equals(replay.get("standard_conforming_strings"))
        ? new LexerSettings(false, LexerSettings.STANDARD.majorVersion())
        : LexerSettings.STANDARD;
  }

  /** Whether a transaction sees one snapshot throughout. */
  boolean snapshot() {
    return isolation == Isolation.REPEATABLE_READ || isolation == Isolation.SERIALIZABLE;
  }
}
