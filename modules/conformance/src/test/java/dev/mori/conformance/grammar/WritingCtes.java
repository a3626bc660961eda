package dev.mori.conformance.grammar;

/**
 * WITH that writes. Its parts run in no order that SQL would tell, on the same snapshot: so they
 * write different tables, none of them by a cascade, and what follows reads only RETURNING or
 * tables that are not written.
 */
final class WritingCtes {
  private final ShopSchema schema;
  private final Conditions conditions;
  private final Writes writes;

  WritingCtes(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
    this.writes = new Writes(schema);
  }

  Draft any(Sql sql) {
    return switch (sql.dice().below(6)) {
      case 0 -> moved(sql);
      case 1 -> updatedAndJoined(sql);
      case 2 -> chain(sql);
      case 3 -> several(sql);
      case 4 -> deletedByWrite(sql);
      default -> counted(sql);
    };
  }

  /** Rows of one table that become rows of another. */
  private Draft moved(Sql sql) {
    Table reviews = schema.table("reviews");
    sql.add("WITH gone AS (DELETE FROM reviews WHERE ");
    conditions.key(sql, reviews, "");
    sql.add(" RETURNING *) INSERT INTO settings (key, note) SELECT 'review ' || id || ' ");
    sql.add(schema.next() + "', left(body, 40) FROM gone");
    Writes.returning(sql, schema.table("settings"), "");
    Footprint all = Footprint.deleting(reviews);
    all.add(Footprint.writing(schema.table("settings")));
    return Draft.write(sql, all);
  }

  private Draft updatedAndJoined(Sql sql) {
    Table orders = schema.table("orders");
    sql.add("WITH u AS (UPDATE orders SET note = coalesce(note, '') || '+' WHERE ");
    conditions.where(sql, orders, "");
    sql.add(" RETURNING id, customer_id, note) SELECT u.*, c.name, (SELECT o.note FROM orders o");
    sql.add(" WHERE o.id = u.id) AS before FROM u JOIN customers c ON c.id = u.customer_id");
    if (sql.dice().chance(50)) {
      sql.add(" ORDER BY u.id");
      Reads.limit(sql);
      return Draft.write(sql, Footprint.writing(orders)).inOrder();
    }
    return Draft.write(sql, Footprint.writing(orders));
  }

  /** A parent and its child in one statement. */
  private Draft chain(Sql sql) {
    Dice dice = sql.dice();
    Table customers = schema.table("customers");
    Table orders = schema.table("orders");
    sql.add("WITH c AS (INSERT INTO customers (email, name) VALUES (");
    sql.value(customers.column("email").kind(), customers.column("email").fresh().draw(dice));
    sql.add(", ").value(Kind.TEXT, "chained").add(") RETURNING id), o AS (INSERT INTO orders");
    sql.add(" (customer_id, total) SELECT id, ").value(Kind.NUMERIC, "12.50");
    sql.add(" FROM c RETURNING id, order_no, customer_id)");
    sql.add(
        dice.pick(
            " SELECT c.id, o.id AS o, o.order_no FROM c JOIN o ON o.customer_id = c.id",
            " INSERT INTO order_items (order_id, line_no, sku, unit_price) SELECT o.id, 1, p.sku,"
                + " p.price FROM o, products p WHERE p.sku = 'SKU-00259' RETURNING *"));
    Footprint all = Footprint.writing(customers);
    all.add(Footprint.writing(orders));
    all.add(Footprint.writing(schema.table("order_items")));
    return Draft.write(sql, all);
  }

  private Draft several(Sql sql) {
    Table reviews = schema.table("reviews");
    Table stock = schema.table("warehouse.stock");
    Table settings = schema.table("settings");
    sql.add("WITH a AS (UPDATE reviews SET helpful = helpful + 1 WHERE ");
    conditions.key(sql, reviews, "");
    sql.add(" RETURNING sku), b AS (UPDATE warehouse.stock SET counted_at = NULL WHERE ");
    conditions.key(sql, stock, "");
    sql.add(" RETURNING sku), c AS (DELETE FROM settings WHERE ");
    conditions.key(sql, settings, "");
    sql.add(" RETURNING key) SELECT 'a' AS w, sku FROM a UNION ALL SELECT 'b', sku FROM b");
    sql.add(" UNION ALL SELECT 'c', key FROM c");
    Footprint all = Footprint.writing(reviews);
    all.add(Footprint.writing(stock));
    all.add(Footprint.deleting(settings));
    return Draft.write(sql, all);
  }

  /** A plain WITH in front of a write. */
  private Draft deletedByWrite(Sql sql) {
    Dice dice = sql.dice();
    Table payments = schema.table("payments");
    sql.add("WITH late AS (SELECT id FROM orders WHERE ");
    conditions.where(sql, schema.table("orders"), "");
    sql.add(") ");
    if (dice.chance(50)) {
      sql.add("DELETE FROM payments WHERE order_id IN (SELECT id FROM late) AND ");
      conditions.column(sql, payments.column("amount"), "");
    } else {
      sql.add("UPDATE payments p SET details = '{\"late\": 1}' FROM late WHERE late.id =");
      sql.add(" p.order_id");
    }
    Writes.returning(sql, payments, dice.chance(50) ? "payments." : "");
    return Draft.write(sql, Footprint.deleting(payments));
  }

  /** What nobody reads is done all the same. */
  private Draft counted(Sql sql) {
    Table table = schema.table(sql.dice().pick("settings", "reviews", "sessions", "tags"));
    sql.add("WITH done AS (");
    Draft inner = writes.update(sql, table);
    sql.add(inner.sql().contains(" RETURNING ") ? "" : " RETURNING 1 AS one");
    sql.add(") SELECT ");
    sql.add(sql.dice().pick("count(*) FROM done", "1", "EXISTS (SELECT 1 FROM done)"));
    return Draft.write(sql, inner.footprint());
  }
}
