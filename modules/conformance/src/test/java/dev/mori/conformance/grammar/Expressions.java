package dev.mori.conformance.grammar;

/** Expressions over one column, none of which can raise an error on the shop's rows. */
final class Expressions {
  private Expressions() {}

  /** The column itself, or something computed from it; with an output name now and then. */
  static void item(Sql sql, Column column, String alias) {
    Dice dice = sql.dice();
    String name = alias + column.name();
    // Computed from the clock it would no longer be seen to be "now".
    if (dice.chance(60) || !column.comparable()) {
      sql.add(name);
    } else {
      compute(sql, column, name);
    }
    if (dice.chance(15)) {
      sql.add(" AS " + dice.pick("\"Mixed Name\"", "a1", "total_x", "\"select\""));
    }
  }

  /** Something computed from the column. */
  static void compute(Sql sql, Column column, String name) {
    Dice dice = sql.dice();
    switch (column.kind().family) {
      case NUMBER -> number(sql, column, name);
      case FLOAT -> sql.add(dice.pick("-" + name, name + "::text", "coalesce(" + name + ", 0)"));
      case TEXT -> text(sql, name);
      case BOOL ->
          sql.add(dice.pick("NOT " + name, name + "::int", "coalesce(" + name + ", true)"));
      case DAY ->
          sql.add(
              dice.pick(
                  "date_trunc('month', " + name + ")",
                  "extract(year FROM " + name + ")",
                  "to_char(" + name + ", 'YYYY-MM-DD')",
                  name + " - interval '1 day 2 hours'"));
      case PLAIN -> sql.add(dice.pick(name + "::text", "coalesce(" + name + ", NULL)"));
      case INET ->
          sql.add(dice.pick("host(" + name + ")", "masklen(" + name + ")", name + "::text"));
      case JSONB ->
          sql.add(
              dice.pick(
                  name + " ->> 'lang'",
                  name + " -> 'list'",
                  "jsonb_typeof(" + name + ")",
                  name + " || '{\"z\": 1}'"));
      case OPAQUE -> sql.add(name + "::text");
      case ARRAY ->
          sql.add(
              dice.pick(
                  "cardinality(" + name + ")",
                  name + "[1]",
                  "array_append(" + name + ", NULL)",
                  "array_to_string(" + name + ", ',')"));
      case RANGE ->
          sql.add(
              dice.pick(
                  "lower(" + name + ")",
                  "upper(" + name + ") - lower(" + name + ")",
                  "isempty(" + name + ")"));
    }
  }

  private static void number(Sql sql, Column column, String name) {
    Dice dice = sql.dice();
    switch (dice.below(6)) {
      case 0 -> sql.add(name + " + ").value(Kind.INT4, Integer.toString(dice.between(1, 9)));
      case 1 -> sql.add("-" + name);
      case 2 -> sql.add(name + "::text");
      case 3 -> {
        sql.add("coalesce(" + name + ", ").value(column).add(")");
      }
      case 4 ->
          sql.add(
              "CASE WHEN " + name + " > 10 THEN 'big' WHEN " + name + " IS NULL THEN 'none' END");
      default -> sql.add("round(" + name + "::numeric / 3, 2)");
    }
  }

  private static void text(Sql sql, String name) {
    Dice dice = sql.dice();
    switch (dice.below(6)) {
      case 0 -> sql.add("upper(" + name + ")");
      case 1 -> sql.add("length(" + name + ")");
      case 2 -> sql.add(name + " || ").typed(Kind.TEXT, dice.pick("-x", "'q'", ""));
      case 3 -> sql.add("substr(" + name + ", 2, 3)");
      case 4 -> sql.add("coalesce(" + name + ", 'none')");
      default -> sql.add("left(" + name + ", 4)");
    }
  }

  /** An aggregate whose value does not depend on the order of its input. */
  static void aggregate(Sql sql, Table table, String alias) {
    Dice dice = sql.dice();
    Column sortable = dice.pick(table.sortable());
    String any = alias + sortable.name();
    switch (dice.below(7)) {
      case 0 -> sql.add("count(*)");
      case 1 -> sql.add("count(" + any + ")");
      case 2 -> sql.add("count(DISTINCT " + any + ")");
      case 3 -> extreme(sql, table, alias);
      case 4 -> {
        String order = total(table, alias);
        sql.add("string_agg(" + any + "::text, ',' ORDER BY " + order + ")");
      }
      case 5 -> sql.add("array_agg(" + any + "::text ORDER BY " + any + " NULLS FIRST)");
      default -> sum(sql, table, alias);
    }
    if (dice.chance(20)) {
      sql.add(" FILTER (WHERE " + any + " IS NOT NULL)");
    }
  }

  private static void extreme(Sql sql, Table table, String alias) {
    for (Column column : sql.dice().some(table.sortable(), 9)) {
      boolean has =
          switch (column.kind()) {
            case UUID, BOOL, BYTEA, BIT, JSONB, MAC, RANGE, DIMS -> false;
            case DAYS, SPAN, MANY, SPREAD, BITS, LETTER, NAME, VECTOR, TSQUERY, MAC8 -> false;
            default -> true;
          };
      if (has) {
        sql.add(sql.dice().pick("min(", "max(") + alias + column.name() + ")");
        return;
      }
    }
    sql.add("count(*)");
  }

  private static void sum(Sql sql, Table table, String alias) {
    if (table.numbers().isEmpty()) {
      sql.add("count(*)");
      return;
    }
    String name = alias + sql.dice().pick(table.numbers()).name();
    sql.add(
        sql.dice()
            .pick("sum(" + name + ")", "avg(" + name + ")", "coalesce(sum(" + name + "), 0)"));
  }

  /** The columns of a total order, as an ORDER BY list. */
  static String total(Table table, String alias) {
    StringBuilder list = new StringBuilder();
    for (Column column : table.total()) {
      list.append(list.isEmpty() ? "" : ", ").append(alias).append(column.name());
    }
    return list.toString();
  }
}
