package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Schema changes, and statements that use what they made. What was made is remembered without
 * knowing whether it lasted (a rollback may have taken it away): then the use fails on both sides.
 */
final class Ddl {
  private static final List<String> EXTENDABLE =
      List.of(
          "customers", "orders", "products", "reviews", "tags", "warehouse.stock", "\"Category\"");

  private final ShopSchema schema;
  private final Conditions conditions;
  private final List<String[]> addedColumns = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();
  private final List<String> views = new ArrayList<>();
  private final List<String> types = new ArrayList<>();

  Ddl(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
  }

  /** After a reset nothing of it is left. */
  void forget() {
    addedColumns.clear();
    tables.clear();
    views.clear();
    types.clear();
  }

  Draft change(Dice dice) {
    String sql =
        switch (dice.below(13)) {
          case 0, 1, 2 -> addColumn(dice);
          case 3 -> dropColumn(dice);
          case 4 -> renameColumn(dice);
          case 5, 6 -> createTable(dice);
          case 7 -> dropTable(dice);
          case 8 -> createIndex(dice);
          case 9, 10 -> createView(dice);
          case 11 -> createType(dice);
          default -> views.isEmpty() ? createView(dice) : "DROP VIEW " + dice.pick(views);
        };
    return Draft.alone(sql);
  }

  private String addColumn(Dice dice) {
    String table = dice.pick(EXTENDABLE);
    String column = "x" + schema.next();
    String type =
        dice.pick(
            "integer DEFAULT 5",
            "text",
            "text NOT NULL DEFAULT 'it''s'",
            "numeric(8,2) DEFAULT 1.5",
            "boolean NOT NULL DEFAULT false",
            "jsonb DEFAULT '{\"a\": 1}'",
            "timestamptz DEFAULT '2025-01-01 00:00:00+00'",
            "integer CHECK (true)");
    addedColumns.add(new String[] {table, column, type});
    return "ALTER TABLE "
        + table
        + " ADD COLUMN "
        + dice.pick("", "IF NOT EXISTS ")
        + column
        + " "
        + type;
  }

  private String dropColumn(Dice dice) {
    if (addedColumns.isEmpty() || dice.chance(15)) {
      return dice.pick(
          "ALTER TABLE orders DROP COLUMN patience",
          "ALTER TABLE products DROP COLUMN weight",
          "ALTER TABLE customers DROP COLUMN name",
          "ALTER TABLE reviews DROP COLUMN IF EXISTS nothing_here");
    }
    String[] added = dice.pick(addedColumns);
    return "ALTER TABLE " + added[0] + " DROP COLUMN " + added[1];
  }

  private String renameColumn(Dice dice) {
    if (addedColumns.isEmpty() || dice.chance(15)) {
      return dice.pick(
          "ALTER TABLE orders RENAME COLUMN note TO remark",
          "ALTER TABLE warehouse.stock RENAME COLUMN bins TO \"theBins\"");
    }
    String[] added = dice.pick(addedColumns);
    String renamed = "y" + schema.next();
    addedColumns.add(new String[] {added[0], renamed, added[2]});
    return "ALTER TABLE " + added[0] + " RENAME COLUMN " + added[1] + " TO " + renamed;
  }

  private String createTable(Dice dice) {
    String table = dice.pick("gen_", "warehouse.gen_") + schema.next();
    tables.add(table);
    return dice.pick(
        "CREATE TABLE "
            + table
            + " (id serial PRIMARY KEY, a integer, b text UNIQUE, c numeric(6,2) DEFAULT 1)",
        "CREATE TABLE "
            + table
            + " (id integer PRIMARY KEY, a bigint REFERENCES customers (id) ON DELETE CASCADE, b"
            + " text, c numeric)",
        "CREATE TABLE IF NOT EXISTS "
            + table
            + " (id bigint GENERATED ALWAYS AS IDENTITY, a integer, b varchar(9), c int)",
        "CREATE TABLE " + table + " (LIKE reviews INCLUDING ALL)");
  }

  private String dropTable(Dice dice) {
    if (tables.isEmpty() || dice.chance(15)) {
      return dice.pick(
          "DROP TABLE IF EXISTS no_such",
          "DROP TABLE visits",
          "DROP TABLE customers",
          "DROP TABLE price_history");
    }
    return "DROP TABLE " + dice.pick(tables);
  }

  private String createIndex(Dice dice) {
    String name = "ix" + schema.next();
    return dice.pick(
        "CREATE INDEX " + name + " ON orders (note)",
        "CREATE INDEX ON customers (name, id)",
        "CREATE INDEX " + name + " ON products USING gin (attrs)",
        "CREATE INDEX " + name + " ON warehouse.stock (on_hand) WHERE reserved > 0");
  }

  private String createView(Dice dice) {
    String view = "view_" + schema.next();
    views.add(view);
    return dice.pick("CREATE VIEW ", "CREATE OR REPLACE VIEW ")
        + view
        + dice.pick(
            " AS SELECT id, name, credit FROM customers WHERE credit > 10",
            " AS SELECT o.id, c.name, o.total AS credit FROM orders o JOIN customers c ON c.id ="
                + " o.customer_id",
            " (id, name, credit) AS SELECT customer_id, count(*), sum(helpful) FROM reviews GROUP"
                + " BY 1",
            " AS SELECT id, name, spent AS credit FROM customer_orders WHERE spent IS NOT NULL");
  }

  private String createType(Dice dice) {
    String type = "type_" + schema.next();
    types.add(type);
    return dice.pick(
        "CREATE TYPE " + type + " AS ENUM ('one', 'two', 'three')",
        "CREATE TYPE " + type + " AS (a integer, b text)",
        "CREATE DOMAIN " + type + " AS integer CHECK (VALUE > 0)",
        "CREATE SEQUENCE " + type);
  }

  /** Somebody made a table with columns id, a, b and c. */
  void made(String table) {
    tables.add(table);
  }

  /** Whether there is something to use. */
  boolean something() {
    return !(addedColumns.isEmpty() && tables.isEmpty() && views.isEmpty());
  }

  /** Reads or writes of what was made. */
  Draft use(Sql sql) {
    Dice dice = sql.dice();
    if (!views.isEmpty() && dice.chance(25)) {
      sql.add("SELECT * FROM " + dice.pick(views) + " WHERE id < ").value(Kind.INT8, "30");
      return Draft.read(sql, false);
    }
    if (!tables.isEmpty() && (addedColumns.isEmpty() || dice.chance(40))) {
      return useTable(sql, dice.pick(tables));
    }
    if (addedColumns.isEmpty()) {
      sql.add("SELECT 1");
      return Draft.read(sql, false);
    }
    return useColumn(sql, dice.pick(addedColumns));
  }

  private Draft useTable(Sql sql, String table) {
    Dice dice = sql.dice();
    Footprint alone = Footprint.alone();
    String number = Integer.toString(dice.between(1, 40));
    switch (dice.below(5)) {
      case 0, 1 -> {
        sql.add("INSERT INTO " + table + " (a, b) VALUES (").value(Kind.INT4, number);
        sql.add(", ").value(Kind.TEXT, "b" + dice.below(20)).add(") RETURNING *");
      }
      case 2 -> {
        sql.add("INSERT INTO " + table + " (id, a, b) VALUES (").value(Kind.INT4, "5" + number);
        sql.add(", ").value(Kind.INT4, number).add(", 'q')");
      }
      case 3 -> {
        sql.add("UPDATE " + table + " SET c = 3 WHERE a > ")
            .value(Kind.INT4, number)
            .add(" RETURNING id, c");
      }
      default -> {
        sql.add("SELECT g.*, c.name FROM " + table + " g LEFT JOIN customers c ON c.id = g.a");
        return Draft.read(sql, false);
      }
    }
    return Draft.write(sql, alone);
  }

  private Draft useColumn(Sql sql, String[] added) {
    Dice dice = sql.dice();
    Table table = schema.table(added[0]);
    if (dice.chance(50)) {
      sql.add("SELECT " + Expressions.total(table, "") + ", " + added[1] + " FROM " + added[0]);
      sql.add(" WHERE " + added[1] + dice.pick(" IS NOT NULL", "::text = '5'", " IS NULL"));
      sql.add(" ORDER BY " + Expressions.total(table, ""));
      Reads.limit(sql);
      return Draft.read(sql, true);
    }
    sql.add(
        "UPDATE " + added[0] + " SET " + added[1] + " = " + dice.pick("NULL", "DEFAULT", added[1]));
    sql.add(" WHERE ");
    conditions.key(sql, table, "");
    return Draft.write(sql, Footprint.writing(table));
  }
}
