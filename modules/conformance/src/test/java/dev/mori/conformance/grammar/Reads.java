package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * SELECTs over one table and over joins. What is not determined by SQL is avoided: a LIMIT always
 * has an ORDER BY that ends in the keys of all tables, window functions order by keys, sums and
 * averages are over exact numbers only, and columns filled from the clock are left out of
 * conditions and sort keys.
 */
final class Reads {
  private final ShopSchema schema;
  private final Conditions conditions;

  Reads(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
  }

  /** One table of several, weighted towards those that are written most. */
  Table anyTable(Dice dice) {
    return dice.chance(50)
        ? schema.table(dice.pick("customers", "orders", "order_items", "products", "reviews"))
        : dice.pick(schema.tables);
  }

  Draft single(Sql sql) {
    Dice dice = sql.dice();
    return dice.chance(58) ? unordered(sql) : ordered(sql);
  }

  private Draft unordered(Sql sql) {
    from(sql, sql.dice().chance(50));
    return Draft.read(sql, false);
  }

  /** With an ORDER BY that is total. */
  Draft ordered(Sql sql) {
    Source source = from(sql, false);
    order(sql, source.table(), source.alias());
    limit(sql);
    return Draft.read(sql, true);
  }

  /** Up to the WHERE clause; keyed when few rows are wanted. */
  private Source from(Sql sql, boolean keyed) {
    Dice dice = sql.dice();
    Table table = anyTable(dice);
    String alias = dice.chance(50) ? "t." : "";
    sql.add("SELECT ");
    columns(sql, table, alias);
    sql.add(" FROM " + table.name() + (alias.isEmpty() ? "" : dice.pick(" t", " AS t")));
    if (keyed) {
      sql.add(" WHERE ");
      conditions.key(sql, table, alias);
    } else if (dice.chance(85)) {
      sql.add(" WHERE ");
      conditions.where(sql, table, alias);
    }
    return new Source(table, alias);
  }

  private static void columns(Sql sql, Table table, String alias) {
    Dice dice = sql.dice();
    if (dice.chance(35)) {
      sql.add(dice.chance(20) && !alias.isEmpty() ? alias + "*" : "*");
      return;
    }
    String comma = "";
    for (Column column : dice.some(table.columns(), dice.between(1, 5))) {
      sql.add(comma);
      Expressions.item(sql, column, alias);
      comma = ", ";
    }
  }

  private static void order(Sql sql, Table table, String alias) {
    Dice dice = sql.dice();
    sql.add(" ORDER BY ");
    if (dice.chance(70)) {
      Column column = dice.pick(table.sortable());
      if (dice.chance(20)) {
        sql.add("lower(" + alias + column.name() + "::text)");
      } else {
        sql.add(alias + column.name());
      }
      sql.add(dice.pick("", " ASC", " DESC") + dice.pick("", "", " NULLS FIRST", " NULLS LAST"));
      sql.add(", ");
    }
    sql.add(Expressions.total(table, alias));
  }

  /** A LIMIT, an OFFSET, both or none, as literals or parameters. */
  static void limit(Sql sql) {
    Dice dice = sql.dice();
    if (dice.chance(60)) {
      String count = Integer.toString(dice.between(0, 25));
      switch (dice.below(4)) {
        case 0 -> sql.add(" FETCH FIRST " + count + " ROWS ONLY");
        default -> sql.add(" LIMIT ").value(Kind.INT8, count);
      }
      if (dice.chance(40)) {
        sql.add(" OFFSET ").value(Kind.INT8, Integer.toString(dice.between(0, 30)));
      }
    } else if (dice.chance(20)) {
      sql.add(" OFFSET ").value(Kind.INT8, Integer.toString(dice.between(0, 30)));
    }
  }

  /** Aliased tables of a join, in order of appearance. */
  private record Source(Table table, String alias) {}

  Draft join(Sql sql) {
    Dice dice = sql.dice();
    List<Source> sources = new ArrayList<>();
    StringBuilder from = new StringBuilder();
    Table first = anyTable(dice);
    sources.add(new Source(first, "a"));
    from.append(first.name()).append(" a");
    int wanted = dice.between(2, 4);
    for (int i = 1; i < wanted; i++) {
      Source base = dice.pick(sources);
      List<Joins.Edge> edges = Joins.of(base.table());
      if (edges.isEmpty()) {
        continue;
      }
      Joins.Edge edge = dice.pick(edges);
      Source next = new Source(schema.table(edge.other()), "abcd".substring(i, i + 1));
      from.append(dice.pick(" JOIN ", " LEFT JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN "))
          .append(next.table().name() + " " + next.alias() + " ON ")
          .append(next.alias() + "." + edge.theirs() + " = " + base.alias() + "." + edge.mine());
      sources.add(next);
    }
    boolean grouped = dice.chance(25);
    if (grouped) {
      Source by = dice.pick(sources);
      return grouped(sql, from.toString(), sources, by);
    }
    sql.add("SELECT ");
    String comma = "";
    for (int i = dice.between(2, 6); i > 0; i--) {
      Source source = dice.pick(sources);
      sql.add(comma);
      Expressions.item(sql, dice.pick(source.table().columns()), source.alias() + ".");
      comma = ", ";
    }
    sql.add(" FROM " + from);
    restrict(sql, sources);
    if (dice.chance(50)) {
      return Draft.read(sql, false);
    }
    sql.add(" ORDER BY ");
    comma = "";
    for (Source source : sources) {
      sql.add(comma + Expressions.total(source.table(), source.alias() + "."));
      comma = ", ";
    }
    limit(sql);
    return Draft.read(sql, true);
  }

  private void restrict(Sql sql, List<Source> sources) {
    Source bound = sources.get(0);
    sql.add(" WHERE ");
    conditions.key(sql, bound.table(), bound.alias() + ".");
    if (sql.dice().chance(40)) {
      Source other = sql.dice().pick(sources);
      sql.add(" AND ");
      conditions.column(sql, sql.dice().pick(other.table().comparable()), other.alias() + ".");
    }
  }

  /** GROUP BY a primary key, with other columns of that table in the output. */
  private Draft grouped(Sql sql, String from, List<Source> sources, Source by) {
    Dice dice = sql.dice();
    String alias = by.alias() + ".";
    List<Column> group = by.table().total().stream().filter(c -> c.kind().sortable()).toList();
    List<Column> shown = by.table().key().isEmpty() ? group : dice.some(by.table().comparable(), 2);
    sql.add("SELECT ");
    for (Column column : shown) {
      sql.add(alias + column.name() + ", ");
    }
    Expressions.aggregate(sql, by.table(), alias);
    Source counted = dice.pick(sources);
    sql.add(", ");
    Expressions.aggregate(sql, counted.table(), counted.alias() + ".");
    sql.add(" FROM " + from);
    restrict(sql, sources);
    sql.add(" GROUP BY ");
    String comma = "";
    for (Column column : group) {
      sql.add(comma + alias + column.name());
      comma = ", ";
    }
    if (dice.chance(30)) {
      sql.add(" HAVING count(*) > " + dice.below(3));
    }
    return Draft.read(sql, false);
  }
}
