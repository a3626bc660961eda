package dev.mori.conformance.grammar;

import java.util.List;

/**
 * COPY TO STDOUT of tables and queries, in all formats. A query has a total order and a table lies
 * in none, so tables are copied only where they have few rows that nobody changes, or as a query.
 */
final class Exports {
  private static final List<String> WITH_LIST =
      List.of("id, name, tags, prefs, credit", "email, phone, birthday, last_ip", "*");

  private final Reads reads;
  private final Shapes shapes;

  Exports(Reads reads, Shapes shapes) {
    this.reads = reads;
    this.shapes = shapes;
  }

  Draft any(Sql sql) {
    Dice dice = sql.dice();
    Sql text = sql.literal();
    String query =
        switch (dice.below(4)) {
          case 0 ->
              "SELECT "
                  + dice.pick(WITH_LIST)
                  + " FROM customers WHERE id < 9 ORDER BY customers.id";
          case 1 -> shapes.aggregate(text).sql();
          default -> reads.ordered(text).sql();
        };
    // In binary nobody would see that a column is "now", and only customers have such a column.
    String how = options(dice, !query.contains("FROM customers"));
    return Draft.plain("COPY (" + query + ") TO STDOUT" + how).inOrder();
  }

  private static String options(Dice dice, boolean binary) {
    return switch (dice.below(binary ? 8 : 7)) {
      case 0 -> "";
      case 7 -> dice.pick(" WITH (FORMAT binary)", " (FORMAT 'binary')", " WITH BINARY");
      case 2 -> " WITH (DELIMITER '|', NULL '<null>')";
      case 3 ->
          dice.pick(" CSV HEADER", " WITH CSV", " WITH (FORMAT csv, HEADER true, QUOTE '''')");
      case 4 -> " (FORMAT csv, FORCE_QUOTE *, NULL 'none')";
      case 5 -> " WITH (FORMAT csv, DELIMITER ';', ESCAPE '\\', HEADER off)";
      case 6 -> " WITH (HEADER)";
      default ->
          dice.pick(
              " WITH (FORMAT xml)", " (DELIMITER 'ab')", " WITH (QUOTE '!')", " WITH NULL 'x'");
    };
  }
}
