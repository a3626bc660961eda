package dev.mori.conformance.grammar;

import java.util.List;

/** Tables made from queries; what follows finds their columns id, a, b and c. */
final class TableCopies {
  private final ShopSchema schema;
  private final Conditions conditions;
  private final Ddl ddl;

  TableCopies(ShopSchema schema, Ddl ddl) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
    this.ddl = ddl;
  }

  Draft any(Sql sql) {
    Dice dice = sql.dice();
    String name = dice.pick("gen_", "warehouse.gen_") + schema.next();
    boolean into = dice.chance(30);
    String[] query =
        dice.pick(
            List.of(
                new String[] {"reviews", "id, customer_id AS a, body AS b, stars AS c"},
                new String[] {"customers", "id, referrer_id AS a, name AS b, credit AS c"},
                new String[] {"orders", "id, customer_id AS a, note AS b, total AS c"},
                new String[] {"warehouse.bookings", "id, ticket AS a, holder AS b, ticket AS c"}));
    sql.add(into ? "" : "CREATE TABLE " + dice.pick("", "IF NOT EXISTS ") + name + " AS ");
    sql.add("SELECT " + query[1] + (into ? " INTO " + dice.pick("", "TABLE ") + name : ""));
    sql.add(" FROM " + query[0] + " WHERE ");
    conditions.where(sql, schema.table(query[0]), "");
    if (!into) {
      sql.add(dice.pick("", "", "", " WITH DATA", " WITH NO DATA"));
    }
    ddl.made(name);
    return Draft.write(sql, Footprint.alone());
  }
}
