package dev.mori.conformance.grammar;

/**
 * Enums, domains, composites and schemas: made, used in tables, changed. Their arrays are not
 * shown, because in binary these carry an OID, and OIDs are each database's own.
 */
final class UserTypes {
  private final ShopSchema schema;
  private final Probes probes;

  UserTypes(ShopSchema schema) {
    this.schema = schema;
    this.probes = new Probes(schema);
  }

  Draft any(Sql sql) {
    return switch (sql.dice().below(5)) {
      case 0 -> shopEnum(sql);
      case 1 -> made(sql);
      case 2 -> shopDomain(sql);
      case 3 -> schemas(sql);
      default -> remarks(sql);
    };
  }

  /** A value that prod's rows do not have; outside a transaction it can be used at once. */
  private Draft shopEnum(Sql sql) {
    Dice dice = sql.dice();
    String value = "added" + schema.next();
    return new Scenario(sql, 25)
        .change(
            "ALTER TYPE order_status ADD VALUE '"
                + value
                + dice.pick("'", "' BEFORE 'paid'", "' AFTER 'new'"))
        .look("SELECT enum_range(NULL::order_status)::text[]")
        .then(
            Draft.write(
                sql.literal().add("UPDATE orders SET status = '" + value + "' WHERE id < 9"),
                Footprint.writing(schema.table("orders"))))
        .look("SELECT id, status FROM orders WHERE status >= 'paid' AND id < 30")
        .probe(probes, schema.table("orders"), 2)
        .end("");
  }

  private Draft shopDomain(Sql sql) {
    Dice dice = sql.dice();
    String name = "dom_" + schema.next();
    return new Scenario(sql, 80)
        .oneOf(
            "ALTER DOMAIN warehouse.quantity ADD CONSTRAINT " + name + " CHECK (VALUE < 100000)",
            "ALTER DOMAIN warehouse.quantity ADD CONSTRAINT " + name + " CHECK (VALUE < 5)",
            "ALTER DOMAIN email_address ADD CONSTRAINT " + name + " CHECK (length(VALUE) < 90)",
            "ALTER DOMAIN warehouse.quantity SET DEFAULT 7",
            "ALTER DOMAIN warehouse.quantity DROP DEFAULT")
        .undoneNowAndThen()
        .probe(probes, schema.table(dice.pick("warehouse.stock", "customers")), 3)
        .end("");
  }

  private Draft made(Sql sql) {
    Dice dice = sql.dice();
    String name = "ty_" + schema.next();
    String type =
        dice.pick(
            " AS ENUM ('one', 'two')", " AS (a integer, b text)", " AS integer CHECK (VALUE > 0)");
    boolean domain = type.contains("CHECK");
    String value = type.contains("ENUM") ? "'two'" : domain ? "5" : "ROW(1, 'x')";
    return new Scenario(sql, 50)
        .change("CREATE " + (domain ? "DOMAIN " : "TYPE ") + name + type)
        .change(
            "CREATE TABLE of_" + name + " (id int PRIMARY KEY, v " + name + ", w " + name + "[])")
        .change("INSERT INTO of_" + name + " VALUES (1, " + value + ", NULL), (2, NULL, '{}')")
        .look("SELECT id, v, w::text FROM of_" + name)
        .oneOf(
            "ALTER TYPE " + name + " RENAME VALUE 'one' TO 'uno'",
            "ALTER TYPE " + name + " ADD ATTRIBUTE c date",
            "ALTER DOMAIN " + name + " ADD CHECK (VALUE < 5)",
            "ALTER DOMAIN " + name + " SET NOT NULL",
            "ALTER TABLE reviews ADD COLUMN " + name + " " + name,
            "ALTER TYPE " + name + " RENAME TO " + name + "b")
        .look("SELECT v, cardinality(w) FROM of_" + name)
        .change("UPDATE of_" + name + " SET w = ARRAY[v] RETURNING id, v")
        .end("DROP TYPE IF EXISTS " + name + " CASCADE");
  }

  private Draft schemas(Sql sql) {
    Dice dice = sql.dice();
    int number = schema.next();
    String name = dice.pick("side_" + number, "\"Side " + number + "\"");
    Table table = schema.table(dice.pick("tags", "settings", "reviews"));
    return new Scenario(sql, 75)
        .change("CREATE SCHEMA " + name)
        .change("CREATE TABLE " + name + ".t (id int PRIMARY KEY, c bigint REFERENCES customers)")
        .change("INSERT INTO " + name + ".t VALUES (1, 5), (2, NULL), (3, 99999999)")
        .oneOf(
            "ALTER TABLE " + table.name() + " SET SCHEMA " + name,
            "ALTER TABLE " + name + ".t SET SCHEMA public",
            "CREATE VIEW " + name + ".v AS SELECT * FROM customers",
            "DROP SCHEMA " + name,
            "ALTER SCHEMA " + name + " RENAME TO moved")
        .undoneNowAndThen()
        .look("SELECT * FROM " + name + ".t")
        .look("SELECT count(*) FROM " + name + "." + table.name())
        .probe(probes, table, 2)
        .end("DROP SCHEMA IF EXISTS " + name + " CASCADE");
  }

  private Draft remarks(Sql sql) {
    Dice dice = sql.dice();
    Table table = dice.pick(schema.tables);
    return new Scenario(sql, 60)
        .oneOf(
            "COMMENT ON TABLE " + table.name() + " IS 'remark'",
            "COMMENT ON COLUMN customers.name IS NULL",
            "GRANT SELECT ON " + table.name() + " TO PUBLIC",
            "GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA warehouse TO PUBLIC",
            "REVOKE ALL ON " + table.name() + " FROM PUBLIC",
            "TRUNCATE " + table.name() + " CASCADE",
            "TRUNCATE reviews, payments RESTART IDENTITY")
        .undoneNowAndThen()
        .look(
            "SELECT obj_description('customers'::regclass), col_description('customers'::regclass, 3)")
        .look("SELECT has_table_privilege('" + table.name() + "', 'SELECT')")
        .probe(probes, table, 2)
        .end("");
  }
}
