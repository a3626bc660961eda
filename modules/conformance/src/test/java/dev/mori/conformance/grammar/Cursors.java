package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Cursors of SQL. Their queries have a total order where rows are fetched in portions, and no table
 * has two cursors at once. WHERE CURRENT OF needs a simple query on one table, without ORDER BY:
 * its condition is a whole key, so that there is no order.
 */
final class Cursors {
  private final ShopSchema schema;
  private final Reads reads;
  private final Conditions conditions;

  Cursors(ShopSchema schema, Reads reads) {
    this.schema = schema;
    this.reads = reads;
    this.conditions = new Conditions(schema);
  }

  Draft any(Sql sql) {
    return sql.dice().chance(25) ? current(sql.literal()) : walk(sql.literal());
  }

  private Draft walk(Sql sql) {
    Dice dice = sql.dice();
    String name = dice.pick("c1", "c2", "\"The Cursor\"");
    boolean hold = dice.chance(35);
    List<Draft> drafts = new ArrayList<>();
    if (!hold || dice.chance(50)) {
      drafts.add(Draft.plain("BEGIN"));
    }
    String scroll = dice.pick("", "SCROLL ", "NO SCROLL ");
    String query = reads.ordered(sql.literal()).sql();
    String binary = dice.chance(10) ? "BINARY " : "";
    drafts.add(
        Draft.plain(
            "DECLARE "
                + name
                + " "
                + binary
                + scroll
                + "CURSOR "
                + (hold ? "WITH HOLD " : dice.pick("", "WITHOUT HOLD "))
                + "FOR "
                + query));
    // Whether a cursor can go back without SCROLL is up to its plan.
    boolean back = scroll.equals("SCROLL ");
    for (int i = dice.between(1, 5); i > 0; i--) {
      drafts.add(Draft.plain(move(dice, back) + name).inOrder());
      if (hold && dice.chance(15)) {
        drafts.add(Draft.plain("COMMIT"));
      }
    }
    if (hold || dice.chance(50)) {
      drafts.add(Draft.plain(dice.pick("CLOSE " + name, "CLOSE " + name, "CLOSE ALL")));
    }
    drafts.add(Draft.plain(dice.pick("COMMIT", "ROLLBACK")));
    return Draft.sequence(drafts);
  }

  private static String move(Dice dice, boolean back) {
    String verb = dice.pick("FETCH ", "FETCH ", "MOVE ");
    String from = dice.pick("FROM ", "IN ");
    if (back && dice.chance(60)) {
      return verb
          + dice.pick(
              "PRIOR ",
              "FIRST ",
              "LAST ",
              "ABSOLUTE 3 ",
              "ABSOLUTE -2 ",
              "RELATIVE -1 ",
              "BACKWARD 2 ",
              "BACKWARD ALL ")
          + from;
    }
    return verb + dice.pick("", "NEXT ", "3 ", "ALL ", "FORWARD 4 ", "FORWARD ALL ") + from;
  }

  private Draft current(Sql sql) {
    Dice dice = sql.dice();
    Table table = schema.table(dice.pick("customers", "orders", "reviews", "settings"));
    Column key = table.key().getFirst();
    sql.add(
        "DECLARE cur CURSOR FOR SELECT * FROM " + table.name() + " WHERE " + key.name() + " = ");
    sql.value(key).add(dice.pick("", " FOR UPDATE"));
    List<Draft> drafts = new ArrayList<>();
    drafts.add(Draft.plain("BEGIN"));
    drafts.add(Draft.write(sql, Footprint.deleting(table)));
    drafts.add(Draft.plain("FETCH cur"));
    Column set =
        dice.pick(table.writable().stream().filter(c -> !c.is(Column.Trait.UNIQUE)).toList());
    Sql change = sql.literal();
    if (dice.chance(65)) {
      change.add("UPDATE " + table.name() + " SET " + set.name() + " = ").value(set);
    } else {
      change.add("DELETE FROM " + table.name());
    }
    change.add(" WHERE CURRENT OF cur");
    Writes.returning(change, table, "");
    drafts.add(Draft.write(change, Footprint.deleting(table)));
    Sql again = sql.literal();
    again.add("SELECT * FROM " + table.name() + " WHERE ");
    conditions.key(again, table, "");
    drafts.add(Draft.read(again, false));
    drafts.add(Draft.plain(dice.pick("COMMIT", "ROLLBACK", "END")));
    return Draft.sequence(drafts);
  }
}
