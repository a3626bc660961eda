package dev.mori.node.session;

import dev.mori.engine.postgres.LexerSettings;
import dev.mori.node.prod.ProdSide;
import dev.mori.overlay.statement.Transaction.Isolation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The client's settings as far as they change what a statement means, read from the shadow after
 * every SET.
 *
 * @param replay values to give a prod link before it runs the client's text, by parameter name
 * @param kept values of {@link #KEPT} and of the client's own parameters, by name
 * @param searchPath the schemas of {@code current_schemas(true)}
 * @param isolation level of the current or next transaction
 * @param ownRole whether the current role is the one the client logged in as
 * @param extensions whether the client has set parameters of extensions, which prod's links lack
 */
record Settings(
    Map<String, String> replay,
    Map<String, String> kept,
    List<String> searchPath,
    Isolation isolation,
    boolean ownRole,
    boolean extensions) {
  /** Those of a connection that has not been asked yet. */
  static final Settings UNKNOWN =
      new Settings(Map.of(), Map.of(), List.of(), Isolation.READ_COMMITTED, true, false);

  /**
   * Parameters that change what a read means, how its result is written or how long it may take.
   */
  static final List<String> REPLAYED =
      List.of(
          "search_path",
          "DateStyle",
          "TimeZone",
          "timezone_abbreviations",
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
          "quote_all_identifiers",
          "statement_timeout");

  /** Parameters of the shadow alone that a client finds again after a reset. */
  static final List<String> KEPT =
      List.of(
          "application_name",
          "client_min_messages",
          "default_transaction_deferrable",
          "default_transaction_isolation",
          "default_transaction_read_only",
          "idle_in_transaction_session_timeout",
          "idle_session_timeout",
          "lock_timeout",
          "role",
          "statement_timeout",
          "synchronous_commit",
          "work_mem");

  /**
   * Settings that say how values are written, and so how a condition may compare them as text; mori
   * reads rows under those of {@link ProdSide#PINNED}.
   */
  private static final List<String> WRITING =
      List.of(
          "IntervalStyle",
          "bytea_output",
          "array_nulls",
          "xmloption",
          "xmlbinary",
          "standard_conforming_strings",
          "quote_all_identifiers");

  /**
   * These settings for a condition of the client's on rows that mori reads: it means what it means
   * to the client, and the rows are written as mori wants them. Empty when both cannot be had.
   */
  Optional<Map<String, String>> deciding() {
    boolean written =
        WRITING.stream().allMatch(n -> ProdSide.PINNED.getOrDefault(n, "").equals(replay.get(n)))
            && replay.getOrDefault("DateStyle", "").startsWith("ISO")
            && !replay.getOrDefault("extra_float_digits", "0").matches("-.*|0");
    return written ? Optional.of(replay) : Optional.empty();
  }

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
