package dev.mori.conformance.grammar;

import java.util.List;

/** Statements about the session, the catalog and no table at all, and mistakes made on purpose. */
final class Others {
  private static final List<String> SETTINGS =
      List.of(
          "SET search_path = warehouse, public",
          "SET search_path TO public",
          "SET search_path = public, warehouse",
          "RESET search_path",
          "SET TimeZone = 'America/New_York'",
          "SET TIME ZONE 'UTC'",
          "SET DateStyle = 'German'",
          "SET DateStyle = 'ISO, MDY'",
          "SET IntervalStyle = 'iso_8601'",
          "SET DateStyle = 'SQL, DMY'",
          "SET DateStyle TO Postgres, MDY",
          "RESET DateStyle",
          "SET IntervalStyle = 'postgres_verbose'",
          "SET IntervalStyle TO sql_standard",
          "RESET IntervalStyle",
          "SET TIME ZONE INTERVAL '+05:30' HOUR TO MINUTE",
          "SET TimeZone = 'America/St_Johns'",
          "SET extra_float_digits = -9",
          "SET LOCAL DateStyle = 'ISO, YMD'",
          "RESET ALL",
          "DISCARD PLANS",
          "DISCARD SEQUENCES",
          "SET bytea_output = 'escape'",
          "RESET bytea_output",
          "SET extra_float_digits = 0",
          "RESET extra_float_digits",
          "SET application_name = 'conformance'",
          "SET LOCAL TimeZone = 'Asia/Tokyo'",
          "SET statement_timeout = '1min'",
          "SET no_such_setting = 1",
          "SET TimeZone = 'Nowhere/Land'");

  private static final List<String> PLAIN =
      List.of(
          "SELECT 1",
          "SELECT 'a' AS x, NULL, 1.50, true, '{1,2}'::int[], ARRAY['x', NULL]",
          "SHOW search_path",
          "SHOW TimeZone",
          "SELECT current_schema(), current_user",
          "SELECT current_setting('DateStyle')",
          "VALUES (1, 'one'), (2, NULL)",
          "SELECT generate_series(1, 3) AS g, 'x'",
          "SELECT slugify('Tea & Milk'), slugify(NULL)",
          "SELECT '2025-03-01 12:00+02'::timestamptz, '1 day 02:00'::interval,"
              + " 'paid'::order_status",
          "SELECT ROW(1, 'x'), ROW(1, 2, 3)::warehouse.dimension",
          "SELECT to_regclass('customers')::text, to_regclass('stock')::text",
          "SELECT 'warehouse.stock'::regclass::text, 'order_status'::regtype::text",
          "SELECT length(repeat('x', 3000)), repeat('ab', 400)",
          "",
          ";",
          "-- only a comment",
          "SELECT");

  private static final List<String> CATALOG =
      List.of(
          "SELECT column_name, data_type, is_nullable, column_default FROM"
              + " information_schema.columns WHERE table_name = 'orders' ORDER BY ordinal_position",
          "SELECT table_schema, table_name FROM information_schema.tables"
              + " WHERE table_schema IN ('public', 'warehouse') ORDER BY 1, 2",
          "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
              + " WHERE a.attrelid = 'customers'::regclass AND a.attnum > 0 AND NOT a.attisdropped"
              + " ORDER BY a.attnum",
          "SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
              + " WHERE conrelid = 'order_items'::regclass ORDER BY conname",
          "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'customers' ORDER BY 1",
          "SELECT pg_get_serial_sequence('customers', 'id'),"
              + " pg_get_viewdef('order_totals'::regclass)",
          "SELECT enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid"
              + " WHERE typname = 'order_status' ORDER BY enumsortorder",
          "SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'warehouse', 'app') ORDER"
              + " BY 1",
          "SELECT tgname FROM pg_trigger WHERE tgrelid = 'products'::regclass AND NOT tgisinternal",
          "SELECT obj_description('visits'::regclass), col_description('customers'::regclass, 9)",
          "SELECT c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid ="
              + " c.relnamespace WHERE n.nspname = 'warehouse' AND c.relkind IN ('r', 'v', 'S')"
              + " ORDER BY 1");

  private static final List<String> MISTAKES =
      List.of(
          "SELECT nothing FROM customers",
          "SELECT * FROM no_such_table",
          "SELEC 1",
          "SELECT 1/0",
          "SELECT id, 1/(id - id) FROM customers",
          "SELECT 'x'::integer",
          "SELECT name::integer FROM customers WHERE id = 1",
          "SELECT * FROM orders WHERE status = 'lost'",
          "SELECT name FROM customers GROUP BY country",
          "SELECT o.id FROM orders o JOIN customers c ON c.id = o.no_column",
          "SELECT id FROM customers, orders",
          "SELECT no_function(id) FROM customers",
          "UPDATE customers SET nothing = 1",
          "UPDATE orders SET id = 5 WHERE id = 1",
          "UPDATE products SET slug = 'x'",
          "INSERT INTO order_items (order_id, line_no, sku, unit_price, amount) VALUES (1, 9, 'x',"
              + " 1, 1)",
          "INSERT INTO customers (email) VALUES ('no at sign')",
          "INSERT INTO customers (email, name) VALUES ('a@b', 'c', 'd')",
          "DELETE FROM no_such_table WHERE id = 1",
          "DELETE FROM customers WHERE id = 'x'",
          "INSERT INTO events (id, happened_on) VALUES (1, '2025-02-30')",
          "INSERT INTO tags (label) VALUES ('this label is longer than thirty characters')",
          "SELECT * FROM customers ORDER BY 99",
          "SELECT $1",
          "SELECT * FROM stock LIMIT 0",
          "SELECT count(*) FROM locations",
          "SELECT \"Id\" FROM Category",
          "SELECT * FROM customers WHERE",
          "SELECT (SELECT id FROM customers)",
          "SELECT 9223372036854775807 + 1");

  private Others() {}

  static Draft setting(Dice dice) {
    return Draft.plain(dice.pick(SETTINGS));
  }

  static Draft plain(Dice dice) {
    return Draft.plain(dice.pick(PLAIN));
  }

  static Draft catalog(Dice dice) {
    return Draft.plain(dice.pick(CATALOG));
  }

  static Draft mistake(Dice dice) {
    return Draft.plain(dice.pick(MISTAKES));
  }

  /** Functions of the shop that read tables. */
  static Draft function(Sql sql) {
    Dice dice = sql.dice();
    if (dice.chance(60)) {
      sql.add("SELECT id, customer_total(id) FROM customers WHERE id <= ");
      sql.value(Kind.INT8, Integer.toString(dice.between(1, 9)));
    } else {
      sql.add("SELECT warehouse.free_stock(")
          .typed(Kind.TEXT, ShopPools.sku(dice.between(1, 40)))
          .add(")");
    }
    return Draft.read(sql, false);
  }

  /** Reads and moves of sequences; they lock nothing. */
  static Draft sequence(Dice dice) {
    return Draft.plain(
        dice.pick(
            "SELECT nextval('order_no_seq')",
            "SELECT nextval('warehouse.ticket_seq')",
            "SELECT currval('order_no_seq')",
            "SELECT lastval()"));
  }

  /** Something wide, sent as COPY. */
  static Draft copyOut(Dice dice) {
    return Draft.plain(
            dice.pick(
                "COPY (SELECT id, name, tags, prefs FROM customers WHERE id < 20 ORDER BY id) TO"
                    + " STDOUT",
                "COPY (SELECT * FROM tags ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)",
                "COPY (SELECT \"Id\", \"Name\" FROM \"Category\" ORDER BY 1) TO STDOUT"))
        .inOrder();
  }
}
