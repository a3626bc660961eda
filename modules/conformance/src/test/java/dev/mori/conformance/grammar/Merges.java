package dev.mori.conformance.grammar;

import java.util.List;
import java.util.stream.Stream;

/**
 * MERGE with all its actions. Sources name each target row once: a second time would be an error
 * for whichever of the two comes later. New rows bring their keys, because the order in which
 * defaults are drawn is the plan's.
 */
final class Merges {
  private final ShopSchema schema;
  private final Conditions conditions;

  Merges(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
  }

  Draft any(Sql sql) {
    return switch (sql.dice().below(6)) {
      case 0 -> values(sql, "settings", "key", "note");
      case 1 -> values(sql, "tags", "id", "label");
      case 2 -> stock(sql);
      case 3 -> customers(sql);
      case 4 -> items(sql);
      default -> visits(sql);
    };
  }

  /** A list of rows into a table of which two columns are enough. */
  private Draft values(Sql sql, String name, String key, String column) {
    Dice dice = sql.dice();
    Table table = schema.table(name);
    Column first = table.column(key);
    Column second = table.column(column);
    sql.add("MERGE INTO " + name + " AS t USING (VALUES ");
    List<String> keys =
        Stream.generate(() -> (dice.chance(70) ? first.pool() : first.fresh()).draw(dice))
            .limit(dice.between(1, 4))
            .distinct()
            .toList();
    String comma = "";
    for (String each : keys) {
      sql.add(comma + "(").typed(first.kind(), each).add(", ");
      sql.typed(second.kind(), second.fresh().draw(dice)).add(")");
      comma = ", ";
    }
    sql.add(") AS s (k, v) ON t." + key + " = s.k");
    actions(sql, table, column + " = s.v", "(" + key + ", " + column + ") VALUES (s.k, s.v)");
    return Draft.write(sql, Footprint.rekeying(table));
  }

  private Draft stock(Sql sql) {
    Dice dice = sql.dice();
    Table table = schema.table("warehouse.stock");
    sql.add("MERGE INTO warehouse.stock t USING (SELECT p.sku, l.code FROM products p, ");
    sql.add("warehouse.locations l WHERE ");
    conditions.key(sql, schema.table("products"), "p.");
    sql.add(" AND ");
    conditions.key(sql, schema.table("warehouse.locations"), "l.");
    sql.add(") s ON t.sku = s.sku AND t.location_code = s.code");
    actions(
        sql,
        table,
        dice.pick("reserved = t.reserved + 1", "on_hand = DEFAULT, bins = '{9}'"),
        "(location_code, sku, on_hand) VALUES (s.code, s.sku, 3)");
    return Draft.write(sql, Footprint.deleting(table));
  }

  private Draft customers(Sql sql) {
    Table table = schema.table("customers");
    String id = Integer.toString(3_000_000 + schema.next());
    sql.add("MERGE INTO customers t USING (SELECT o.customer_id AS id, count(*) AS n, ");
    sql.add("coalesce(sum(o.total), 0) AS spent FROM orders o WHERE ");
    conditions.where(sql, schema.table("orders"), "o.");
    sql.add(" GROUP BY 1 UNION ALL SELECT " + id + ", 0, 1) s ON t.id = s.id");
    actions(
        sql,
        table,
        "credit = s.spent, tags = t.tags || 'merged'::text",
        "(id, email, name, credit) VALUES (s.id, 'm' || s.id || '@shop.test', 'merged', s.n)");
    return Draft.write(sql, Footprint.deleting(table));
  }

  private Draft items(Sql sql) {
    Table table = schema.table("order_items");
    sql.add("MERGE INTO order_items t USING (SELECT o.id, o.note FROM orders o WHERE ");
    conditions.key(sql, schema.table("orders"), "o.");
    sql.add(") s ON t.order_id = s.id AND t.line_no = ");
    sql.value(Kind.INT2, Integer.toString(sql.dice().between(1, 6)));
    actions(
        sql,
        table,
        "qty = t.qty + 1, gift = s.note IS NULL",
        "(order_id, line_no, sku, unit_price) VALUES (s.id, 9, 'SKU-00259', 1.5)");
    return Draft.write(sql, Footprint.rekeying(table));
  }

  private Draft visits(Sql sql) {
    Table table = schema.table("visits");
    sql.add("MERGE INTO visits t USING (SELECT id, last_ip FROM customers c WHERE ");
    conditions.key(sql, schema.table("customers"), "c.");
    sql.add(") s ON t.customer_id = s.id AND t.ms > ").value(Kind.INT4, "40");
    actions(
        sql,
        table,
        "ip = s.last_ip, ms = t.ms / 2",
        "VALUES ('/merge', s.id, s.last_ip, 1, '2025-04-04')");
    return Draft.write(sql, Footprint.writing(table));
  }

  private void actions(Sql sql, Table table, String set, String insert) {
    Dice dice = sql.dice();
    int shape = dice.below(6);
    if (shape != 0) {
      sql.add(" WHEN MATCHED");
      if (shape > 2) {
        sql.add(" AND ");
        conditions.column(sql, dice.pick(table.comparable()), "t.");
      }
      sql.add(" THEN " + dice.pick("DO NOTHING", "DELETE", "UPDATE SET " + set));
      if (shape > 2) {
        sql.add(" WHEN MATCHED THEN " + dice.pick("UPDATE SET " + set, "DO NOTHING"));
      }
    }
    if (shape < 5) {
      sql.add(" WHEN NOT MATCHED" + dice.pick("", "", " AND length(s::text) % 2 = 0"));
      sql.add(" THEN " + dice.pick("INSERT " + insert, "INSERT " + insert, "DO NOTHING"));
    }
  }
}
