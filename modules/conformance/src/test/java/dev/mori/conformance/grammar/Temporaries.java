package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/** Temporary tables: made, filled from the shop, joined with it, and gone. */
final class Temporaries {
  private final ShopSchema schema;
  private final Conditions conditions;

  Temporaries(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
  }

  Draft any(Sql sql) {
    Dice dice = sql.dice();
    String name = dice.chance(10) ? "settings" : "tmp_" + schema.next();
    List<Draft> drafts = new ArrayList<>();
    String onCommit = dice.pick("", "", "", " ON COMMIT DELETE ROWS", " ON COMMIT DROP");
    boolean inside = onCommit.isEmpty() ? dice.chance(30) : dice.chance(85);
    if (inside) {
      drafts.add(Draft.plain("BEGIN"));
    }
    drafts.add(made(sql.literal(), name, onCommit));
    for (int i = dice.between(2, 5); i > 0; i--) {
      drafts.add(used(sql.literal(), name));
    }
    drafts.add(
        Draft.plain(
            inside
                ? dice.pick("COMMIT", "ROLLBACK")
                : dice.pick("DROP TABLE ", "DROP TABLE pg_temp.") + name));
    if (inside || name.equals("settings")) {
      drafts.add(Draft.plain("DROP TABLE IF EXISTS pg_temp." + name));
    }
    return Draft.sequence(drafts);
  }

  private Draft made(Sql sql, String name, String onCommit) {
    Dice dice = sql.dice();
    String create = "CREATE " + dice.pick("TEMP", "TEMPORARY", "LOCAL TEMP") + " TABLE " + name;
    if (dice.chance(50)) {
      sql.add(create + " (id bigint PRIMARY KEY, a bigint, b text)" + onCommit);
    } else {
      sql.add(create + onCommit + " AS SELECT id, referrer_id AS a, name AS b FROM customers");
      sql.add(" WHERE ");
      conditions.key(sql, schema.table("customers"), "");
    }
    return Draft.write(sql, Footprint.reading());
  }

  private Draft used(Sql sql, String name) {
    Dice dice = sql.dice();
    String number = Integer.toString(dice.between(1, 40));
    switch (dice.below(8)) {
      case 0 -> {
        sql.add("INSERT INTO " + name + " SELECT id, customer_id, note FROM orders WHERE ");
        conditions.key(sql, schema.table("orders"), "");
      }
      case 1 -> sql.add("INSERT INTO " + name + " VALUES (" + number + ", 3, 'x') RETURNING *");
      case 2 -> {
        sql.add("SELECT t.*, c.name, c.credit FROM " + name + " t LEFT JOIN customers c ON c.id =");
        sql.add(" t.a");
      }
      case 3 -> sql.add("SELECT count(*), min(b), (SELECT count(*) FROM orders) FROM " + name);
      case 4 -> {
        sql.add("UPDATE reviews r SET helpful = helpful + 1 FROM " + name + " t WHERE t.id = r.id");
        return Draft.write(sql, Footprint.writing(schema.table("reviews")));
      }
      case 5 -> sql.add("UPDATE " + name + " SET b = (SELECT max(label) FROM tags), a = a + 1");
      case 6 -> {
        sql.add(
            "SELECT id, name FROM customers WHERE id IN (SELECT a FROM " + name + ") ORDER BY id");
        return Draft.read(sql, true);
      }
      default -> {
        sql.add("INSERT INTO visits (page, customer_id, seen_at) SELECT '/tmp', id, '2025-05-05'");
        sql.add(" FROM " + name + " WHERE id < ").value(Kind.INT8, number);
        return Draft.write(sql, Footprint.writing(schema.table("visits")));
      }
    }
    return Draft.write(sql, Footprint.reading());
  }
}
