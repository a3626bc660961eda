package dev.mori.conformance.grammar;

import java.util.List;

/** SELECTs of the forms that a table and a join do not have: one method each. */
final class Shapes {
  private final ShopSchema schema;
  private final Conditions conditions;
  private final Reads reads;

  Shapes(ShopSchema schema, Reads reads) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
    this.reads = reads;
  }

  Draft any(Sql sql) {
    return switch (sql.dice().below(13)) {
      case 0, 1 -> aggregate(sql);
      case 2 -> grouped(sql);
      case 3 -> window(sql);
      case 4 -> distinct(sql);
      case 5 -> setOperation(sql);
      case 6 -> with(sql);
      case 7 -> recursive(sql);
      case 8 -> derived(sql);
      case 9 -> scalarSubqueries(sql);
      case 10 -> lateral(sql);
      default -> view(sql);
    };
  }

  private void where(Sql sql, Table table, String alias) {
    if (sql.dice().chance(80)) {
      sql.add(" WHERE ");
      conditions.where(sql, table, alias);
    }
  }

  Draft aggregate(Sql sql) {
    Table table = reads.anyTable(sql.dice());
    sql.add("SELECT ");
    String comma = "";
    for (int i = sql.dice().between(1, 4); i > 0; i--) {
      sql.add(comma);
      Expressions.aggregate(sql, table, "");
      comma = ", ";
    }
    sql.add(" FROM " + table.name());
    where(sql, table, "");
    return Draft.read(sql, true);
  }

  private Draft grouped(Sql sql) {
    Dice dice = sql.dice();
    Table table = reads.anyTable(dice);
    Column one = dice.pick(table.sortable());
    Column two = dice.pick(table.sortable());
    sql.add("SELECT " + one.name() + " AS g1, ");
    Expressions.aggregate(sql, table, "");
    sql.add(" AS n, count(*) FROM " + table.name());
    where(sql, table, "");
    boolean sets = dice.chance(25) && !one.equals(two);
    sql.add(" GROUP BY ");
    if (sets) {
      sql.add(dice.pick("ROLLUP", "CUBE") + " (" + one.name() + ", " + two.name() + ")");
      return Draft.read(sql, false);
    }
    sql.add(dice.pick("1", one.name()));
    if (dice.chance(40)) {
      sql.add(" HAVING count(*) >= " + dice.between(1, 5));
    }
    sql.add(" ORDER BY " + dice.pick("1", "g1", "count(*) DESC, g1", "2, 1 NULLS FIRST"));
    if (dice.chance(40)) {
      Reads.limit(sql);
    }
    return Draft.read(sql, true);
  }

  private Draft window(Sql sql) {
    Dice dice = sql.dice();
    Table table = reads.anyTable(dice);
    String total = Expressions.total(table, "");
    String part = dice.pick(table.sortable()).name();
    String value = dice.pick(table.sortable()).name();
    sql.add("SELECT " + total + ", ");
    sql.add(
        dice.pick(
            "row_number() OVER (PARTITION BY " + part + " ORDER BY " + total + ")",
            "lag(" + value + ") OVER (ORDER BY " + total + ")",
            "count(*) OVER (PARTITION BY " + part + ")",
            "rank() OVER (ORDER BY " + part + ")",
            "first_value(" + value + ") OVER w",
            "count(" + value + ") OVER (ORDER BY " + total + " ROWS 3 PRECEDING)"));
    sql.add(", dense_rank() OVER w FROM " + table.name());
    where(sql, table, "");
    sql.add(" WINDOW w AS (PARTITION BY " + part + " ORDER BY " + total + ")");
    return Draft.read(sql, false);
  }

  private Draft distinct(Sql sql) {
    Dice dice = sql.dice();
    Table table = reads.anyTable(dice);
    Column one = dice.pick(table.sortable());
    Column two = dice.pick(table.sortable());
    if (dice.chance(50)) {
      sql.add("SELECT DISTINCT ON (" + one.name() + ") * FROM " + table.name());
      where(sql, table, "");
      sql.add(" ORDER BY " + one.name() + ", " + Expressions.total(table, ""));
      Reads.limit(sql);
      return Draft.read(sql, true);
    }
    sql.add(
        "SELECT DISTINCT " + one.name() + " AS x, " + two.name() + " AS y FROM " + table.name());
    where(sql, table, "");
    sql.add(" ORDER BY 2 DESC NULLS LAST, x");
    Reads.limit(sql);
    return Draft.read(sql, true);
  }

  private Draft setOperation(Sql sql) {
    Dice dice = sql.dice();
    List<String[]> pairs =
        List.of(
            new String[] {"customers", "id", "orders", "customer_id"},
            new String[] {"products", "sku", "reviews", "sku"},
            new String[] {"products", "sku", "warehouse.stock", "sku"},
            new String[] {"customers", "name", "warehouse.\"Employee\"", "\"fullName\""},
            new String[] {"tags", "label", "settings", "key"},
            new String[] {"orders", "total", "payments", "amount"},
            new String[] {"products", "price", "order_items", "unit_price"});
    String[] pair = dice.pick(pairs);
    sql.add("SELECT " + pair[1] + " AS v FROM " + pair[0]);
    where(sql, schema.table(pair[0]), "");
    sql.add(dice.pick(" UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT ", " EXCEPT ALL "));
    sql.add("SELECT " + pair[3] + " FROM " + pair[2]);
    where(sql, schema.table(pair[2]), "");
    if (dice.chance(30)) {
      sql.add(" UNION SELECT " + pair[1] + " FROM " + pair[0] + " WHERE ");
      conditions.key(sql, schema.table(pair[0]), "");
    }
    sql.add(" ORDER BY " + dice.pick("1", "v DESC NULLS LAST", "1 NULLS FIRST"));
    Reads.limit(sql);
    return Draft.read(sql, true);
  }

  private Draft with(Sql sql) {
    Dice dice = sql.dice();
    Table table = reads.anyTable(dice);
    List<Joins.Edge> edges = Joins.of(table);
    String name = dice.pick("w", "w", table.name().contains(".") ? "w" : table.name());
    sql.add("WITH " + name + " AS " + dice.pick("", "MATERIALIZED ", "NOT MATERIALIZED "));
    sql.add("(SELECT * FROM " + table.name());
    where(sql, table, "");
    sql.add(")");
    if (edges.isEmpty() || dice.chance(40)) {
      sql.add(" SELECT * FROM " + name + " ORDER BY " + Expressions.total(table, ""));
      Reads.limit(sql);
      return Draft.read(sql, true);
    }
    Joins.Edge edge = dice.pick(edges);
    Table other = schema.table(edge.other());
    sql.add(", v AS (SELECT " + edge.theirs() + " AS k, count(*) AS n FROM " + other.name());
    where(sql, other, "");
    sql.add(
        " GROUP BY 1) SELECT x.*, v.n FROM " + name + " x LEFT JOIN v ON v.k = x." + edge.mine());
    return Draft.read(sql, false);
  }

  private Draft recursive(Sql sql) {
    Dice dice = sql.dice();
    String[] tree =
        dice.pick(
            List.of(
                new String[] {"\"Category\"", "\"Id\"", "\"ParentId\"", "\"Name\""},
                new String[] {
                  "warehouse.\"Employee\"", "\"employeeId\"", "\"managerId\"", "salary"
                },
                new String[] {"customers", "id", "referrer_id", "name"}));
    Table table = schema.table(tree[0]);
    boolean up = dice.chance(50);
    sql.add(
        "WITH RECURSIVE tree (id, up, what, depth) AS (SELECT " + tree[1] + ", " + tree[2] + ", ");
    sql.add(tree[3] + ", 0 FROM " + tree[0] + " WHERE ");
    conditions.key(sql, table, "");
    sql.add(
        " UNION SELECT c." + tree[1] + ", c." + tree[2] + ", c." + tree[3] + ", t.depth + 1 FROM ");
    sql.add(tree[0] + " c JOIN tree t ON ");
    sql.add(up ? "c." + tree[1] + " = t.up" : "c." + tree[2] + " = t.id");
    sql.add(" WHERE t.depth < 4) SELECT * FROM tree");
    return Draft.read(sql, false);
  }

  private Draft derived(Sql sql) {
    Dice dice = sql.dice();
    Table table = reads.anyTable(dice);
    Column group = dice.pick(table.sortable());
    sql.add("SELECT d.g, d.n FROM (SELECT " + group.name() + " AS g, count(*) AS n FROM ");
    sql.add(table.name());
    where(sql, table, "");
    sql.add(" GROUP BY " + group.name() + ") AS d WHERE d.n > " + dice.below(3));
    sql.add(" ORDER BY d.n DESC, d.g");
    Reads.limit(sql);
    return Draft.read(sql, true);
  }

  private Draft scalarSubqueries(Sql sql) {
    Dice dice = sql.dice();
    Table table = reads.anyTable(dice);
    List<Joins.Edge> edges = Joins.of(table);
    if (edges.isEmpty()) {
      return aggregate(sql);
    }
    Joins.Edge edge = dice.pick(edges);
    Table other = schema.table(edge.other());
    sql.add("SELECT " + Expressions.total(table, "t.") + ", (SELECT ");
    Expressions.aggregate(sql, other, "s.");
    sql.add(
        " FROM " + other.name() + " s WHERE s." + edge.theirs() + " = t." + edge.mine() + "), ");
    sql.add("EXISTS (SELECT FROM " + other.name() + " s WHERE s." + edge.theirs() + " = t.");
    sql.add(edge.mine() + ") FROM " + table.name() + " t WHERE ");
    conditions.key(sql, table, "t.");
    return Draft.read(sql, false);
  }

  private Draft lateral(Sql sql) {
    Dice dice = sql.dice();
    Table table = reads.anyTable(dice);
    List<Joins.Edge> edges = Joins.of(table);
    if (edges.isEmpty()) {
      return aggregate(sql);
    }
    Joins.Edge edge = dice.pick(edges);
    Table other = schema.table(edge.other());
    sql.add("SELECT " + Expressions.total(table, "t.") + ", l.* FROM " + table.name() + " t ");
    boolean left = dice.chance(50);
    sql.add(left ? "LEFT JOIN " : "CROSS JOIN ");
    sql.add("LATERAL (SELECT * FROM " + other.name() + " s WHERE s." + edge.theirs() + " = t.");
    sql.add(edge.mine() + " ORDER BY " + Expressions.total(other, "s.") + " LIMIT ");
    sql.value(Kind.INT8, Integer.toString(dice.between(1, 3)))
        .add(") l" + (left ? " ON true" : ""));
    sql.add(" WHERE ");
    conditions.key(sql, table, "t.");
    return Draft.read(sql, false);
  }

  private Draft view(Sql sql) {
    Dice dice = sql.dice();
    switch (dice.below(6)) {
      case 0 -> {
        sql.add("SELECT * FROM order_totals WHERE ").add("id BETWEEN ");
        sql.value(schema.table("orders").column("id")).add(" AND ");
        sql.value(schema.table("orders").column("id"));
      }
      case 1 -> {
        sql.add("SELECT * FROM customer_orders WHERE id = ");
        sql.value(schema.table("customers").column("id"));
      }
      case 2 -> sql.add("SELECT count(*), sum(spent) FROM \"BigSpenders\"");
      case 3 -> {
        sql.add("SELECT * FROM active_products p JOIN order_items i USING (sku) WHERE p.price < ");
        sql.value(Kind.NUMERIC, Pool.money(5, 80).draw(dice));
      }
      case 4 -> {
        sql.add("SELECT * FROM warehouse.stock_overview WHERE sku = ");
        sql.value(schema.table("products").column("sku"));
      }
      default ->
          sql.add("SELECT country, sum(orders), max(spent) FROM customer_orders GROUP BY country");
    }
    return Draft.read(sql, false);
  }
}
