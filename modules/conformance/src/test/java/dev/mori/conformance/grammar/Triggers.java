package dev.mori.conformance.grammar;

import java.util.List;

/**
 * Triggers that change the row, refuse it, or write elsewhere, without numbers, because these would
 * follow the order in which rows are met.
 */
final class Triggers {
  private static final List<String> BODIES =
      List.of(
          "BEGIN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END",
          "BEGIN INSERT INTO visits (page, seen_at, ms) VALUES ('/' || TG_OP || TG_TABLE_NAME,"
              + " '2025-06-06', 7); IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END",
          "BEGIN IF TG_OP = 'INSERT' THEN RETURN NULL; END IF; RETURN coalesce(NEW, OLD); END",
          "BEGIN IF (SELECT count(*) FROM tags) > 3 THEN RAISE EXCEPTION 'no more %', TG_OP; END IF;"
              + " RETURN coalesce(NEW, OLD); END",
          "BEGIN UPDATE settings SET note = 'triggered' WHERE key = (SELECT min(key) FROM settings);"
              + " RETURN coalesce(NEW, OLD); END");

  private final ShopSchema schema;
  private final Probes probes;

  Triggers(ShopSchema schema) {
    this.schema = schema;
    this.probes = new Probes(schema);
  }

  Draft any(Sql sql) {
    Dice dice = sql.dice();
    Table table =
        schema.table(dice.pick("orders", "reviews", "tags", "order_items", "warehouse.stock"));
    String name = "trig_" + schema.next();
    boolean rows = dice.chance(75);
    return new Scenario(sql, 50)
        .change(
            "CREATE FUNCTION "
                + name
                + "() RETURNS trigger LANGUAGE plpgsql AS $t$ "
                + dice.pick(BODIES)
                + " $t$")
        .change(
            "CREATE TRIGGER "
                + name
                + dice.pick(" BEFORE ", " AFTER ")
                + dice.pick("INSERT", "UPDATE", "DELETE", "INSERT OR UPDATE", "INSERT OR DELETE")
                + " ON "
                + table.name()
                + (rows ? " FOR EACH ROW" : " FOR EACH STATEMENT")
                + " EXECUTE FUNCTION "
                + name
                + "()")
        .undoneNowAndThen()
        .probe(probes, table, 4)
        .oneOf(
            "ALTER TABLE " + table.name() + " DISABLE TRIGGER " + name,
            "ALTER TRIGGER " + name + " ON " + table.name() + " RENAME TO " + name + "b",
            "DROP TRIGGER " + name + " ON " + table.name(),
            "COMMENT ON TRIGGER " + name + " ON " + table.name() + " IS 'x'")
        .probe(probes, table, 2)
        .end("DROP FUNCTION IF EXISTS " + name + " CASCADE");
  }
}
