package dev.mori.conformance.grammar;

import java.util.List;

/** Views, what is written through them, materialized views, rules. */
final class Views {
  private final ShopSchema schema;
  private final Conditions conditions;
  private final Probes probes;

  Views(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
    this.probes = new Probes(schema);
  }

  Draft any(Sql sql) {
    return switch (sql.dice().below(4)) {
      case 0 -> updatable(sql);
      case 1 -> materialized(sql);
      case 2 -> ruled(sql);
      default -> written(sql);
    };
  }

  /** The shop's own view that can be written. */
  private Draft written(Sql sql) {
    Dice dice = sql.dice();
    Table products = schema.table("products");
    switch (dice.below(4)) {
      case 0 -> {
        sql.add("INSERT INTO active_products (sku, title, price) VALUES (");
        sql.value(Kind.TEXT, "view-" + schema.next()).add(", ");
        sql.value(Kind.VARCHAR, "View " + schema.next()).add(", 5) RETURNING *");
      }
      case 1 -> {
        sql.add("UPDATE active_products SET price = price + 1 WHERE sku = ");
        sql.value(products.column("sku"));
      }
      case 2 -> {
        sql.add("UPDATE active_products SET title = title || '.' WHERE ");
        conditions.key(sql, products, "");
        sql.add(" RETURNING sku, title");
      }
      default -> {
        sql.add("DELETE FROM active_products WHERE sku = ").value(products.column("sku"));
      }
    }
    return Draft.write(sql, Footprint.deleting(products));
  }

  private Draft updatable(Sql sql) {
    Dice dice = sql.dice();
    String name = "uview_" + schema.next();
    String body =
        dice.pick(
            "SELECT id, name, credit FROM customers WHERE credit > 0",
            "SELECT id, note AS name, total AS credit FROM orders WHERE customer_id < 20",
            "SELECT id, body AS name, helpful AS credit FROM reviews");
    String check = body.contains("WHERE") ? dice.pick("", "", " WITH CHECK OPTION") : "";
    int number = dice.between(1, 40);
    return new Scenario(sql, 50)
        .change("CREATE VIEW " + name + " AS " + body + check)
        .undoneNowAndThen()
        .change("UPDATE " + name + " SET name = 'by view' WHERE id < " + number + " RETURNING *")
        .change("UPDATE " + name + " SET credit = 3 WHERE id = " + number)
        .change("DELETE FROM " + name + " WHERE id = " + number)
        .oneOf(
            "CREATE OR REPLACE VIEW " + name + " AS SELECT * FROM (" + body + ") x",
            "ALTER VIEW " + name + " RENAME TO " + name + "b",
            "ALTER VIEW " + name + " ALTER COLUMN name SET DEFAULT 'd'",
            "COMMENT ON VIEW " + name + " IS 'made'")
        .look("SELECT * FROM " + name + " WHERE id < 50")
        .end("DROP VIEW IF EXISTS " + name);
  }

  private Draft materialized(Sql sql) {
    Dice dice = sql.dice();
    String name = "mat_" + schema.next();
    String body =
        dice.pick(
            "SELECT customer_id AS k, count(*) AS n FROM orders GROUP BY 1",
            "SELECT c.id AS k, c.name AS n FROM customers c WHERE credit > 10",
            "SELECT id AS k, spent AS n FROM customer_orders");
    Table table = schema.table(dice.pick("orders", "customers"));
    return new Scenario(sql, 40)
        .change("CREATE MATERIALIZED VIEW " + name + " AS " + body + dice.pick("", " WITH NO DATA"))
        .undoneNowAndThen()
        .look("SELECT * FROM " + name + " WHERE k < 30")
        .probe(probes, table, 3)
        .look("SELECT count(*), max(n) FROM " + name)
        .oneOf(
            "REFRESH MATERIALIZED VIEW " + name,
            "REFRESH MATERIALIZED VIEW " + name,
            "CREATE UNIQUE INDEX ON " + name + " (k)",
            "REFRESH MATERIALIZED VIEW " + name + " WITH NO DATA")
        .look("SELECT * FROM " + name + " WHERE k < 30")
        .end("DROP MATERIALIZED VIEW IF EXISTS " + name);
  }

  private Draft ruled(Sql sql) {
    Dice dice = sql.dice();
    String name = "rule_" + schema.next();
    String[] rule =
        dice.pick(
            List.of(
                new String[] {
                  "tags",
                  "ON INSERT TO tags DO ALSO INSERT INTO settings (key) VALUES ('rule ' || NEW.label)"
                },
                new String[] {"settings", "ON DELETE TO settings DO INSTEAD NOTHING"},
                new String[] {
                  "reviews", "ON UPDATE TO reviews WHERE OLD.stars = 5 DO INSTEAD NOTHING"
                },
                new String[] {
                  "reviews",
                  "ON DELETE TO reviews DO ALSO UPDATE customers SET credit = credit + 1 WHERE id ="
                      + " OLD.customer_id"
                }));
    Table table = schema.table(rule[0]);
    return new Scenario(sql, 60)
        .change("CREATE RULE " + name + " AS " + rule[1])
        .undoneNowAndThen()
        .probe(probes, table, 4)
        .end("DROP RULE IF EXISTS " + name + " ON " + rule[0]);
  }
}
