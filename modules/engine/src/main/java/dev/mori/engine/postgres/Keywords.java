package dev.mori.engine.postgres;

import java.util.Set;

/** PostgreSQL's keyword classes (pg_get_keywords(), documentation appendix C). */
final class Keywords {
  /** Usable as a name only in quotes, after a dot or as a label after AS. */
  static final Set<String> RESERVED =
      words(
          """
          all analyse analyze and any array as asc asymmetric both case cast check collate column
          constraint create current_catalog current_date current_role current_time current_timestamp
          current_user default deferrable desc distinct do else end except false fetch for foreign
          from grant group having in initially intersect into lateral leading limit localtime
          localtimestamp not null offset on only or order placing primary references returning
          select session_user some symmetric table then to trailing true union unique user using
          variadic when where window with
          """);

  /** Usable as a function or type name, but neither as a column nor as a table. */
  static final Set<String> FUNCTION_OR_TYPE =
      words(
          """
          authorization binary collation concurrently cross current_schema freeze full ilike inner
          is isnull join left like natural notnull outer overlaps right similar tablesample verbose
          """);

  /** Functions that are called without parentheses. */
  static final Set<String> VALUE_FUNCTIONS =
      words(
          """
          current_catalog current_date current_role current_schema current_time current_timestamp
          current_user localtime localtimestamp session_user user
          """);

  /** Words that end an expression at its own nesting, wherever it stands. */
  static final Set<String> EXPRESSION_ENDS =
      words(
          """
          as do except fetch for from group having intersect into limit offset on order returning
          union using where window with
          """);

  /** Words that are written in call form or between operands without naming anything. */
  static final Set<String> SYNTAX_ONLY =
      words("between exists filter none over row setof varying within");

  private Keywords() {}

  /** Whether an unquoted word can name a column or a table. */
  static boolean isColumnName(String word) {
    return !RESERVED.contains(word) && !FUNCTION_OR_TYPE.contains(word);
  }

  private static Set<String> words(String list) {
    return Set.of(list.strip().split("\\s+"));
  }
}
