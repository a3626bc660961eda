package dev.mori.conformance.grammar;

import java.util.List;

/**
 * ALTER TABLE of columns, under rows that only production has. Defaults that differ from row to row
 * are left out: which row gets which follows the physical order.
 */
final class ColumnChanges {
  private final ShopSchema schema;
  private final Probes probes;

  ColumnChanges(ShopSchema schema) {
    this.schema = schema;
    this.probes = new Probes(schema);
  }

  Draft any(Sql sql) {
    return switch (sql.dice().below(4)) {
      case 0 -> added(sql);
      case 1 -> retyped(sql);
      case 2 -> renamed(sql);
      default -> strict(sql);
    };
  }

  private Draft added(Sql sql) {
    Dice dice = sql.dice();
    Table table = schema.table(dice.pick("customers", "orders", "reviews", "tags", "settings"));
    String name = "z" + schema.next();
    String alter = "ALTER TABLE " + table.name() + " ";
    return new Scenario(sql, 60)
        .oneOf(
            alter + "ADD COLUMN " + name + " int DEFAULT 3 + 4",
            alter + "ADD " + name + " text NOT NULL DEFAULT upper('x')",
            alter + "ADD COLUMN " + name + " int",
            alter + "ADD COLUMN " + name + " int NOT NULL",
            alter + "ADD COLUMN " + name + " date DEFAULT '2025-01-01', ADD " + name + "b int[]",
            alter + "ADD COLUMN " + name + " int DEFAULT 1 CHECK (" + name + " > 0)",
            alter + "ADD COLUMN " + name + " int DEFAULT 1 CHECK (" + name + " > 5)",
            alter + "ADD COLUMN " + name + " int DEFAULT 5 REFERENCES tags (id)",
            alter
                + "ADD COLUMN "
                + name
                + " text GENERATED ALWAYS AS ('g' || length("
                + table.total().getFirst().name()
                + "::text)) STORED")
        .undoneNowAndThen()
        .probe(probes, table, 2)
        .look("SELECT count(*), min(" + name + "::text) FROM " + table.name())
        .look("UPDATE " + table.name() + " SET " + name + " = DEFAULT WHERE " + name + " IS NULL")
        .probe(probes, table, 2)
        .end(alter + "DROP COLUMN IF EXISTS " + name);
  }

  private Draft retyped(Sql sql) {
    Dice dice = sql.dice();
    String[] change =
        dice.pick(
            List.of(
                new String[] {"reviews", "helpful TYPE bigint", "helpful TYPE integer"},
                new String[] {"reviews", "stars TYPE text USING stars || '*'", ""},
                new String[] {"orders", "note TYPE varchar(200)", "note TYPE text"},
                new String[] {"orders", "total TYPE numeric(14,3)", "total TYPE numeric(12,2)"},
                new String[] {"orders", "note TYPE varchar(3)", ""},
                new String[] {"orders", "meta TYPE jsonb USING meta::jsonb", "meta TYPE json"},
                new String[] {"customers", "country TYPE text", "country TYPE char(2)"},
                new String[] {"customers", "credit TYPE integer USING round(credit)", ""},
                new String[] {"settings", "value TYPE text USING value::text", ""},
                new String[] {"tags", "label TYPE text", "label TYPE varchar(30) COLLATE \"C\""},
                new String[] {"tags", "id TYPE integer", "id TYPE smallint"},
                new String[] {
                  "payments", "paid_at TYPE timestamptz USING paid_at AT TIME ZONE 'UTC'", ""
                },
                new String[] {"order_items", "qty TYPE numeric", "qty TYPE integer"}));
    Table table = schema.table(change[0]);
    String alter = "ALTER TABLE " + table.name() + " ALTER COLUMN ";
    boolean oneWay = change[2].isEmpty();
    return new Scenario(sql, oneWay ? 100 : 60)
        .change(alter + change[1])
        .undoneNowAndThen()
        .probe(probes, table, 4)
        .end(oneWay ? "" : alter + change[2]);
  }

  private Draft renamed(Sql sql) {
    Dice dice = sql.dice();
    String[] change =
        dice.pick(
            List.of(
                new String[] {"orders", "COLUMN note", "remark"},
                new String[] {"customers", "name", "\"full Name\""},
                new String[] {"reviews", "COLUMN id", "review_id"},
                new String[] {"settings", "key", "name"},
                new String[] {"tags", "", "labels"},
                new String[] {"reviews", "", "\"Reviews 2\""},
                new String[] {"order_items", "", "lines"}));
    Table table = schema.table(change[0]);
    boolean whole = change[1].isEmpty();
    String rename = "ALTER TABLE " + table.name() + " RENAME " + change[1] + " TO " + change[2];
    String bare = change[1].replace("COLUMN ", "");
    String back =
        whole
            ? "ALTER TABLE IF EXISTS " + change[2] + " RENAME TO " + table.name()
            : "ALTER TABLE " + table.name() + " RENAME " + change[2] + " TO " + bare;
    String now = whole ? change[2] : table.name();
    return new Scenario(sql, 70)
        .change(rename)
        .undoneNowAndThen()
        .look("SELECT * FROM " + now + (whole ? "" : " WHERE " + change[2] + " IS NOT NULL"))
        .look("DELETE FROM " + now + (whole ? " WHERE false" : " WHERE " + change[2] + " IS NULL"))
        .probe(probes, table, 2)
        .end(back);
  }

  private Draft strict(Sql sql) {
    Dice dice = sql.dice();
    String[] column =
        dice.pick(
            List.of(
                new String[] {"orders", "total"},
                new String[] {"orders", "placed_at"},
                new String[] {"customers", "phone"},
                new String[] {"reviews", "customer_id"},
                new String[] {"reviews", "helpful"},
                new String[] {"visits", "ms"},
                new String[] {"products", "weight"},
                new String[] {"warehouse.stock", "bins"}));
    Table table = schema.table(column[0]);
    String alter = "ALTER TABLE " + column[0] + " ALTER " + dice.pick("", "COLUMN ") + column[1];
    boolean fill = dice.chance(30);
    Scenario scenario = new Scenario(sql, 65);
    if (fill) {
      scenario.then(
          Draft.write(
              sql.literal().add("DELETE FROM " + column[0] + " WHERE " + column[1] + " IS NULL"),
              Footprint.deleting(table)));
    }
    return scenario
        .oneOf(
            alter + " SET NOT NULL",
            alter + " SET NOT NULL",
            alter + " DROP NOT NULL",
            alter + " DROP DEFAULT",
            alter + " SET DEFAULT NULL",
            alter + " SET STATISTICS 10",
            alter + " SET STORAGE PLAIN")
        .undoneNowAndThen()
        .probe(probes, table, 4)
        .end("");
  }
}
