package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * DO blocks, and functions and procedures that write and are called. Loops go over their rows in
 * order, so that notices and numbers come in one order.
 */
final class Blocks {
  private static final List<String> TABLES =
      List.of("customers", "orders", "reviews", "tags", "settings", "warehouse.stock");

  private final ShopSchema schema;

  Blocks(ShopSchema schema) {
    this.schema = schema;
  }

  private Footprint locks() {
    Footprint all = Footprint.reading();
    TABLES.forEach(table -> all.add(Footprint.deleting(schema.table(table))));
    return all;
  }

  Draft block(Sql sql) {
    Dice dice = sql.dice();
    int low = dice.between(1, 40);
    String body =
        switch (dice.below(7)) {
          case 0 ->
              "DECLARE r record; n int := 0; BEGIN FOR r IN SELECT id FROM customers WHERE id BETWEEN "
                  + low
                  + " AND "
                  + (low + 5)
                  + " ORDER BY id LOOP UPDATE orders SET note = 'of ' || r.id WHERE customer_id ="
                  + " r.id; n := n + 1; RAISE NOTICE 'customer % %', r.id, FOUND; END LOOP; END";
          case 1 ->
              "BEGIN INSERT INTO tags (label) VALUES ('"
                  + dice.pick("new-", "Sale-")
                  + low
                  + "'); EXCEPTION WHEN unique_violation THEN RAISE NOTICE 'there: %', SQLERRM;"
                  + " END";
          case 2 ->
              "DECLARE n int; BEGIN DELETE FROM reviews WHERE customer_id = "
                  + low
                  + "; GET DIAGNOSTICS n = ROW_COUNT; RAISE NOTICE '% gone', n; IF n > 2 THEN RAISE"
                  + " EXCEPTION 'too many: %', n USING ERRCODE = 'P0999'; END IF; END";
          case 3 ->
              "BEGIN BEGIN UPDATE customers SET credit = -5000 WHERE id = "
                  + low
                  + "; EXCEPTION WHEN check_violation THEN UPDATE customers SET credit = 0 WHERE id"
                  + " = "
                  + low
                  + "; END; UPDATE warehouse.stock SET reserved = reserved + 1 WHERE sku = '"
                  + ShopPools.sku(low)
                  + "'; END";
          case 4 ->
              "DECLARE t text; BEGIN SELECT name INTO STRICT t FROM customers WHERE id = "
                  + (low * 20)
                  + "; RAISE NOTICE '%', t; EXCEPTION WHEN no_data_found THEN RAISE NOTICE 'nobody';"
                  + " END";
          case 5 ->
              "DECLARE i int; BEGIN FOR i IN 1..3 LOOP INSERT INTO settings (key, note) VALUES"
                  + " ('loop "
                  + schema.next()
                  + " ' || i, (SELECT max(note) FROM orders WHERE id = i)); END LOOP; END";
          default -> "BEGIN PERFORM 1/(SELECT count(*) - count(*) FROM tags); END";
        };
    String sent = "DO " + dice.pick("", "LANGUAGE plpgsql ") + "$b$ " + body + " $b$";
    return new Draft(sent, List.of(), false, true, locks(), List.of());
  }

  /** A routine is made, called and, mostly, dropped. */
  Draft routine(Sql sql) {
    Dice dice = sql.dice();
    String name = "gen_f" + schema.next();
    boolean procedure = dice.chance(30);
    List<Draft> drafts = new ArrayList<>();
    boolean inside = dice.chance(25);
    if (inside) {
      drafts.add(Draft.plain("BEGIN"));
    }
    drafts.add(Draft.alone(procedure ? procedure(dice, name) : function(dice, name)));
    for (int i = dice.between(1, 4); i > 0; i--) {
      String argument = Integer.toString(dice.between(1, 40));
      String call =
          procedure
              ? "CALL " + name + "(" + argument + dice.pick("", ", NULL") + ")"
              : dice.pick(
                  "SELECT " + name + "(" + argument + ")",
                  "SELECT * FROM " + name + "(" + argument + ") AS x",
                  "SELECT id, " + name + "(id::int) FROM tags WHERE id = " + argument);
      drafts.add(new Draft(call, List.of(), false, true, locks(), List.of()));
    }
    if (inside) {
      drafts.add(Draft.plain(dice.pick("COMMIT", "ROLLBACK")));
    } else if (dice.chance(60)) {
      drafts.add(Draft.alone("DROP " + (procedure ? "PROCEDURE " : "FUNCTION ") + name));
    }
    return Draft.sequence(drafts);
  }

  private static String function(Dice dice, String name) {
    return "CREATE "
        + dice.pick("", "OR REPLACE ")
        + "FUNCTION "
        + name
        + dice.pick(
            "(i int) RETURNS text LANGUAGE plpgsql AS $f$ BEGIN UPDATE customers SET name = name ||"
                + " '.' WHERE id = i; RETURN (SELECT name FROM customers WHERE id = i); END $f$",
            "(i int) RETURNS bigint LANGUAGE sql AS 'INSERT INTO orders (customer_id, total) VALUES"
                + " (i, 1) RETURNING id'",
            "(i int) RETURNS SETOF int LANGUAGE plpgsql AS $f$ BEGIN DELETE FROM reviews WHERE"
                + " customer_id = i; RETURN QUERY SELECT r.id FROM reviews r WHERE r.customer_id = i"
                + " + 1 ORDER BY 1; END $f$",
            "(i int) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT sum(total) FROM orders WHERE"
                + " customer_id = i'",
            "(i int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $f$ BEGIN RETURN repeat('x', i); END"
                + " $f$",
            "(i int) RETURNS TABLE (label text, n bigint) LANGUAGE sql AS $f$ SELECT t.label::text,"
                + " count(p.sku) FROM tags t LEFT JOIN product_tags p ON p.tag_id = t.id WHERE t.id <"
                + " i GROUP BY 1 $f$");
  }

  private static String procedure(Dice dice, String name) {
    return "CREATE PROCEDURE "
        + name
        + dice.pick(
            "(i int, INOUT n bigint DEFAULT 0) LANGUAGE plpgsql AS $f$ BEGIN UPDATE orders SET total ="
                + " total + 1 WHERE customer_id = i; SELECT count(*) INTO n FROM orders WHERE"
                + " customer_id = i; END $f$",
            "(i int, x text DEFAULT 'none') LANGUAGE sql AS 'UPDATE settings SET note = x WHERE"
                + " length(key) = i; INSERT INTO settings (key) VALUES (''called '' || i)'");
  }
}
