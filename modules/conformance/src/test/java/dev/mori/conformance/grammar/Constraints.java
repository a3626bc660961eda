package dev.mori.conformance.grammar;

import java.util.List;

/** Constraints and indexes on existing rows, which satisfy some of them and violate others. */
final class Constraints {
  private static final List<String[]> RULES =
      List.of(
          new String[] {"customers", "CHECK (length(name) >= 0)"},
          new String[] {"customers", "CHECK (credit < 100)"},
          new String[] {"orders", "CHECK (total >= 0 OR total IS NULL)"},
          new String[] {"orders", "UNIQUE (customer_id)"},
          new String[] {"orders", "UNIQUE (order_no, status)"},
          new String[] {"orders", "UNIQUE NULLS NOT DISTINCT (note)"},
          new String[] {"reviews", "CHECK (stars > 2)"},
          new String[] {"reviews", "UNIQUE (id, body) DEFERRABLE INITIALLY DEFERRED"},
          new String[] {"visits", "FOREIGN KEY (customer_id) REFERENCES customers"},
          new String[] {"events", "FOREIGN KEY (customer_id) REFERENCES customers (id)"},
          new String[] {"price_history", "FOREIGN KEY (sku) REFERENCES products ON DELETE CASCADE"},
          new String[] {"price_history", "FOREIGN KEY (sku) REFERENCES products ON UPDATE CASCADE"},
          new String[] {"order_items", "FOREIGN KEY (order_id) REFERENCES orders (order_no)"},
          new String[] {"payments", "EXCLUDE USING btree (reference WITH =)"},
          new String[] {"payments", "EXCLUDE USING btree (method WITH =)"},
          new String[] {"settings", "UNIQUE (note)"},
          new String[] {"settings", "PRIMARY KEY (note)"},
          new String[] {"visits", "PRIMARY KEY (page, seen_at, customer_id)"},
          new String[] {"tags", "CHECK (label <> '') NO INHERIT"},
          new String[] {"warehouse.stock", "CHECK (on_hand >= reserved)"});

  private static final List<String[]> INDEXES =
      List.of(
          new String[] {"UNIQUE ", "orders", "(order_no, customer_id)"},
          new String[] {"UNIQUE ", "orders", "(customer_id)"},
          new String[] {"UNIQUE ", "customers", "(lower(name), id)"},
          new String[] {"UNIQUE ", "customers", "(lower(name))"},
          new String[] {"UNIQUE ", "payments", "(order_id) WHERE captured"},
          new String[] {"UNIQUE ", "reviews", "(abs(helpful), id DESC)"},
          new String[] {"UNIQUE ", "settings", "(note) WHERE note LIKE 'x%'"},
          new String[] {"", "orders", "((total * 2)) WHERE status = 'new'"},
          new String[] {"", "customers", "USING gin (prefs jsonb_path_ops)"},
          new String[] {"", "visits", "USING brin (seen_at)"},
          new String[] {"", "products", "USING hash (title)"},
          new String[] {"", "events", "(kind) INCLUDE (payload)"});

  private final ShopSchema schema;
  private final Probes probes;

  Constraints(ShopSchema schema) {
    this.schema = schema;
    this.probes = new Probes(schema);
  }

  Draft constraint(Sql sql) {
    Dice dice = sql.dice();
    String[] rule = dice.pick(RULES);
    Table table = schema.table(rule[0]);
    String name = "rule_" + schema.next();
    String alter = "ALTER TABLE " + rule[0] + " ";
    boolean late =
        (rule[1].startsWith("CHECK") || rule[1].startsWith("FOREIGN")) && dice.chance(35);
    Scenario scenario =
        new Scenario(sql, 60)
            .change(alter + "ADD CONSTRAINT " + name + " " + rule[1] + (late ? " NOT VALID" : ""))
            .undoneNowAndThen()
            .probe(probes, table, 3);
    if (late) {
      scenario.change(alter + "VALIDATE CONSTRAINT " + name).probe(probes, table, 2);
    }
    if (dice.chance(15)) {
      scenario.change(alter + "RENAME CONSTRAINT " + name + " TO " + name + "b");
    }
    return scenario.end(alter + "DROP CONSTRAINT IF EXISTS " + name + dice.pick("", " CASCADE"));
  }

  /** What the shop's rows rely on is taken away. */
  Draft dropped(Sql sql) {
    Dice dice = sql.dice();
    String[] gone =
        dice.pick(
            List.of(
                new String[] {"orders", "orders_order_no_key"},
                new String[] {"order_items", "order_items_sku_fk"},
                new String[] {"reviews", "reviews_stars_range"},
                new String[] {"settings", "settings_pkey"},
                new String[] {"tags", "tags_pkey CASCADE"},
                new String[] {"customers", "customers_pkey"},
                new String[] {"warehouse.bookings", "bookings_no_overlap"}));
    Table table = schema.table(gone[0]);
    return new Scenario(sql, 100)
        .change("ALTER TABLE " + gone[0] + " DROP CONSTRAINT " + gone[1])
        .undoneNowAndThen()
        .probe(probes, table, 4)
        .end("");
  }

  Draft index(Sql sql) {
    Dice dice = sql.dice();
    String[] index = dice.pick(INDEXES);
    Table table = schema.table(index[1]);
    String name = "ix_" + schema.next();
    String place = index[1].startsWith("warehouse.") ? "warehouse." : "";
    Scenario scenario = new Scenario(sql, 50);
    scenario
        .change("CREATE " + index[0] + "INDEX " + name + " ON " + index[1] + " " + index[2])
        .undoneNowAndThen()
        .probe(probes, table, 3);
    if (dice.chance(20)) {
      scenario.oneOf(
          "REINDEX INDEX " + name,
          "ALTER INDEX " + name + " RENAME TO " + name + "b",
          "REINDEX TABLE " + index[1],
          "CREATE INDEX IF NOT EXISTS " + name + " ON " + index[1] + " " + index[2]);
    }
    return scenario.end("DROP INDEX IF EXISTS " + place + name);
  }
}
