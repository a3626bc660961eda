package dev.mori.conformance.grammar;

import java.util.List;

/**
 * Conditions over one table. None of them can raise an error, because which rows a condition is
 * evaluated on before an error is the planner's choice and so not comparable.
 */
final class Conditions {
  private final ShopSchema schema;

  Conditions(ShopSchema schema) {
    this.schema = schema;
  }

  /** A WHERE body; alias ends with a dot or is empty. */
  void where(Sql sql, Table table, String alias) {
    Dice dice = sql.dice();
    int shape = dice.below(100);
    if (shape < 35) {
      key(sql, table, alias);
    } else if (shape < 70) {
      column(sql, dice.pick(table.comparable()), alias);
    } else if (shape < 80) {
      key(sql, table, alias);
      sql.add(" AND ");
      column(sql, dice.pick(table.comparable()), alias);
    } else if (shape < 86) {
      sql.add("(");
      key(sql, table, alias);
      sql.add(" OR ");
      key(sql, table, alias);
      sql.add(")");
    } else if (shape < 90) {
      sql.add("NOT (");
      column(sql, dice.pick(table.comparable()), alias);
      sql.add(" OR ");
      column(sql, dice.pick(table.comparable()), alias);
      sql.add(")");
    } else if (shape < 93) {
      sql.add("CASE WHEN ");
      column(sql, dice.pick(table.comparable()), alias);
      sql.add(" THEN ");
      key(sql, table, alias);
      sql.add(" ELSE false END");
    } else {
      subquery(sql, table, alias);
    }
  }

  /** A condition that binds the key, so that few rows match. */
  void key(Sql sql, Table table, String alias) {
    Dice dice = sql.dice();
    List<Column> key = table.key();
    if (key.isEmpty()) {
      column(sql, table.columns().get(0), alias);
      sql.add(" AND ");
      column(sql, table.columns().get(1), alias);
      return;
    }
    if (key.size() > 1 && dice.chance(60)) {
      composite(sql, key, alias);
      return;
    }
    Column first = key.get(0);
    String name = alias + first.name();
    switch (dice.below(5)) {
      case 0, 1 -> sql.add(name + " = ").value(first);
      case 2 -> list(sql, first, name + (dice.chance(90) ? " IN (" : " NOT IN ("), ")", 4);
      case 3 -> list(sql, first, name + " = ANY (ARRAY[", "]::" + first.kind().sqlType + "[])", 4);
      default -> {
        sql.add(name + " BETWEEN ").value(first);
        sql.add(" AND ").value(first);
      }
    }
  }

  private static void composite(Sql sql, List<Column> key, String alias) {
    Dice dice = sql.dice();
    String a = alias + key.get(0).name();
    String b = alias + key.get(1).name();
    switch (dice.below(4)) {
      case 0 -> {
        sql.add(a + " = ").value(key.get(0));
        sql.add(" AND " + b + " = ").value(key.get(1));
      }
      case 1 -> {
        sql.add("(" + a + ", " + b + ") IN ((").value(key.get(0)).add(", ").value(key.get(1));
        sql.add("), (").value(key.get(0)).add(", ").value(key.get(1)).add("))");
      }
      case 2 -> {
        sql.add("(" + a + ", " + b + ") = (").value(key.get(0));
        sql.add(", ").value(key.get(1)).add(")");
      }
      default -> {
        sql.add("(" + b + ", " + a + ") < (").value(key.get(1));
        sql.add(", ").value(key.get(0)).add(") AND " + a + " = ").value(key.get(0));
      }
    }
  }

  private static void list(Sql sql, Column column, String open, String close, int most) {
    sql.add(open);
    for (int i = sql.dice().between(1, most); i > 0; i--) {
      sql.value(column.kind(), column.pool().draw(sql.dice()));
      sql.add(i > 1 ? ", " : "");
    }
    sql.add(close);
  }

  /** A condition on one column, of a shape its type has. */
  void column(Sql sql, Column column, String alias) {
    Dice dice = sql.dice();
    String name = alias + column.name();
    if (dice.chance(10)) {
      sql.add(name + dice.pick(" IS NULL", " IS NOT NULL"));
      return;
    }
    if (column.kind().sortable() && dice.chance(8)) {
      sql.add(name + dice.pick(" IS DISTINCT FROM ", " IS NOT DISTINCT FROM "));
      sql.typed(column.kind(), column.pool().draw(dice));
      return;
    }
    switch (column.kind().family) {
      case NUMBER -> number(sql, column, name);
      case FLOAT -> sql.add(name + dice.pick(" > ", " <= ", " = ")).value(column);
      case TEXT -> text(sql, column, name);
      case BOOL -> bool(sql, name);
      case DAY -> day(sql, column, name);
      case PLAIN -> plain(sql, column, name);
      case INET ->
          sql.add(
              dice.pick(
                  name + " << '10.0.0.0/8'",
                  "family(" + name + ") = 4",
                  "host(" + name + ") LIKE '10.%'",
                  name + " > '10.0.0.5'"));
      case JSONB -> json(sql, name);
      case OPAQUE -> sql.add(name + "::text LIKE '%1%'");
      case ARRAY -> array(sql, column, name);
      case RANGE -> range(sql, column, name);
    }
  }

  private static void number(Sql sql, Column column, String name) {
    switch (sql.dice().below(7)) {
      case 0, 1 -> sql.add(name + sql.dice().pick(" = ", " <> ", " >= ")).value(column);
      case 2 -> sql.add(name + sql.dice().pick(" < ", " > ")).value(column);
      case 3 -> list(sql, column, name + " IN (", ")", 5);
      case 4 -> sql.add("abs(" + name + ") * 2 > ").value(column);
      case 5 -> sql.add(name + " % 7 = " + sql.dice().below(7));
      default -> {
        sql.add(name + " BETWEEN ").value(column);
        sql.add(" AND ").value(column);
      }
    }
  }

  private static void text(Sql sql, Column column, String name) {
    Dice dice = sql.dice();
    switch (dice.below(9)) {
      case 0, 1 -> sql.add(name + dice.pick(" = ", " <> ")).value(column);
      case 2 ->
          sql.add(name + dice.pick(" LIKE ", " ILIKE "))
              .value(Kind.TEXT, dice.pick("a%", "%1%", "S_U%", "%'%", "new%", "%o%"));
      case 3 ->
          sql.add("lower(" + name + ") = lower(")
              .typed(Kind.TEXT, column.pool().draw(dice))
              .add(")");
      case 4 -> sql.add("length(" + name + ") > " + dice.between(3, 14));
      case 5 -> sql.add(name + dice.pick(" > ", " <= ")).value(column);
      case 6 -> sql.add(name + " COLLATE \"C\" < ").value(column);
      case 7 -> sql.add(name + dice.pick(" ~ '[A-M]'", " !~ '^[a-m]'", " SIMILAR TO '%(1|2)%'"));
      default -> list(sql, column, name + " IN (", ")", 4);
    }
  }

  private static void bool(Sql sql, String name) {
    sql.add(
        sql.dice()
            .pick(
                name,
                "NOT " + name,
                name + " IS TRUE",
                name + " IS NOT TRUE",
                name + " IS UNKNOWN",
                name + " = false"));
  }

  private static void day(Sql sql, Column column, String name) {
    Dice dice = sql.dice();
    switch (dice.below(5)) {
      case 0, 1 -> sql.add(name + dice.pick(" < ", " >= ")).value(column);
      case 2 -> sql.add("extract(month FROM " + name + ") = " + dice.between(1, 12));
      case 3 ->
          sql.add("date_trunc('month', " + name + ") = '2025-0" + dice.between(1, 9) + "-01'");
      default ->
          sql.add(name + " + interval '1 day' > ").typed(Kind.TIMESTAMP, column.pool().draw(dice));
    }
  }

  private static void plain(Sql sql, Column column, String name) {
    switch (sql.dice().below(3)) {
      case 0 -> list(sql, column, name + " IN (", ")", 3);
      case 1 -> sql.add(name + sql.dice().pick(" < ", " >= ")).value(column);
      default -> sql.add(name + sql.dice().pick(" = ", " <> ")).value(column);
    }
  }

  private static void json(Sql sql, String name) {
    Dice dice = sql.dice();
    switch (dice.below(6)) {
      case 0 -> sql.add(name + " ->> 'lang' = ").value(Kind.TEXT, dice.pick("de", "en"));
      case 1 ->
          sql.add(name + " @> ")
              .value(Kind.JSONB, dice.pick("{\"lang\": \"de\"}", "{\"n\": 3}", "[1]"));
      case 2 -> sql.add(name + dice.pick(" ? 'color'", " ?| ARRAY['n', 'lang']", " ?& ARRAY['n']"));
      case 3 ->
          sql.add("jsonb_typeof(" + name + ") = ")
              .value(Kind.TEXT, dice.pick("object", "null", "array"));
      case 4 -> sql.add(name + " #>> '{deep,x,0}' IS NOT NULL");
      default -> sql.add(name + " = ").value(Kind.JSONB, dice.pick("{}", "null"));
    }
  }

  private static void array(Sql sql, Column column, String name) {
    Dice dice = sql.dice();
    boolean texts = column.kind() == Kind.TEXTS;
    switch (dice.below(5)) {
      case 0 -> sql.add(texts ? "'vip' = ANY (" + name + ")" : "4 = ANY (" + name + ")");
      case 1 -> sql.add(name + dice.pick(" @> ", " && ")).value(column);
      case 2 -> sql.add("cardinality(" + name + ") = " + dice.below(4));
      case 3 -> sql.add(name + (texts ? "[1] = 'vip'" : "[1] > 2"));
      default -> sql.add("array_length(" + name + ", 1) IS NULL");
    }
  }

  private static void range(Sql sql, Column column, String name) {
    Dice dice = sql.dice();
    switch (dice.below(4)) {
      case 0 -> sql.add(name + " && ").value(column);
      case 1 -> sql.add(name + " @> ").value(Kind.INT4, Integer.toString(dice.between(100, 5000)));
      case 2 ->
          sql.add("lower(" + name + ") < ")
              .value(Kind.INT4, Integer.toString(dice.between(1, 4000)));
      default -> sql.add(name + " = ").value(column);
    }
  }

  /** A condition that reads another table, correlated by a foreign key. */
  void subquery(Sql sql, Table table, String alias) {
    Dice dice = sql.dice();
    List<Joins.Edge> edges = Joins.of(table);
    if (edges.isEmpty()) {
      key(sql, table, alias);
      return;
    }
    Joins.Edge edge = dice.pick(edges);
    Table other = schema.table(edge.other());
    String mine = (alias.isEmpty() ? table.name() + "." : alias) + edge.mine();
    switch (dice.below(4)) {
      case 0 -> {
        sql.add(
            alias
                + edge.mine()
                + dice.pick(" IN", " IN", " = ANY")
                + " (SELECT s."
                + edge.theirs());
        sql.add(" FROM " + other.name() + " s WHERE ");
        key(sql, other, "s.");
        sql.add(")");
      }
      case 1 -> {
        sql.add(
            dice.pick("EXISTS", "NOT EXISTS") + " (SELECT 1 FROM " + other.name() + " s WHERE s.");
        sql.add(edge.theirs() + " = " + mine + " AND ");
        column(sql, dice.pick(other.comparable()), "s.");
        sql.add(")");
      }
      case 2 -> {
        sql.add(
            "(SELECT count(*) FROM " + other.name() + " s WHERE s." + edge.theirs() + " = " + mine);
        sql.add(") > " + dice.below(3));
      }
      default -> {
        sql.add(
            alias + edge.mine() + " NOT IN (SELECT s." + edge.theirs() + " FROM " + other.name());
        sql.add(" s WHERE s." + edge.theirs() + " IS NOT NULL AND ");
        column(sql, dice.pick(other.comparable()), "s.");
        sql.add(")");
      }
    }
  }
}
