package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Sequences of the shop and new ones. The shop's only move up, or every later row would collide.
 */
final class Sequences {
  private static final List<String> SHOP =
      List.of("order_no_seq", "warehouse.ticket_seq", "customers_id_seq", "reviews_id_seq");

  private final ShopSchema schema;

  Sequences(ShopSchema schema) {
    this.schema = schema;
  }

  Draft any(Sql sql) {
    Dice dice = sql.dice();
    return dice.chance(30) ? made(dice) : used(dice, dice.pick(SHOP), 10_000_000);
  }

  private Draft used(Dice dice, String name, int above) {
    String value = Integer.toString(above + 10 * schema.next());
    return Draft.plain(
        dice.pick(
            "SELECT nextval('" + name + "')",
            "SELECT nextval('" + name + "'), nextval('" + name + "')",
            "SELECT nextval('" + name + "'::regclass) FROM generate_series(1, 3)",
            "SELECT currval('" + name + "')",
            "SELECT lastval()",
            "SELECT setval('" + name + "', " + value + ")",
            "SELECT setval('" + name + "', " + value + ", false)",
            "SELECT last_value, is_called FROM " + name,
            "SELECT nextval('" + name + "') AS n, id FROM tags WHERE id = 2"));
  }

  private Draft made(Dice dice) {
    String name = dice.pick("gen_s", "warehouse.gen_s") + schema.next();
    List<Draft> drafts = new ArrayList<>();
    boolean inside = dice.chance(30);
    if (inside) {
      drafts.add(Draft.plain("BEGIN"));
    }
    drafts.add(
        Draft.alone(
            "CREATE "
                + dice.pick("", "", "TEMP ").concat("SEQUENCE ")
                + name
                + dice.pick(
                    "",
                    " START 5 INCREMENT 5",
                    " AS smallint MAXVALUE 4 CYCLE",
                    " MINVALUE 1 MAXVALUE 3",
                    " INCREMENT -1")));
    for (int i = dice.between(2, 5); i > 0; i--) {
      drafts.add(used(dice, name, 0));
    }
    drafts.add(
        Draft.alone(
            dice.pick(
                "ALTER SEQUENCE " + name + " RESTART",
                "ALTER SEQUENCE " + name + " INCREMENT 2 RESTART WITH 2",
                "ALTER SEQUENCE " + name + " OWNED BY tags.id")));
    drafts.add(used(dice, name, 0));
    drafts.add(inside ? Draft.plain("ROLLBACK") : Draft.alone("DROP SEQUENCE " + name));
    return Draft.sequence(drafts);
  }
}
