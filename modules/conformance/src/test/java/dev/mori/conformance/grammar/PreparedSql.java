package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * PREPARE, EXECUTE and DEALLOCATE, with values of their own each time. No asterisks: where a
 * result's type has changed, mori tells the error of a described EXECUTE before what precedes it.
 */
final class PreparedSql {
  private final ShopSchema schema;

  PreparedSql(ShopSchema schema) {
    this.schema = schema;
  }

  /** What is prepared: its parameters' columns, declared or not, and its text. */
  private record Shape(String table, List<String> parameters, String text) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(
              "customers", List.of("id"), "SELECT id, name, tags FROM customers WHERE id = $1"),
          new Shape(
              "customers",
              List.of("name", "id"),
              "UPDATE customers SET name = $1 WHERE id = $2 RETURNING id, name, version"),
          new Shape(
              "orders",
              List.of("customer_id", "total"),
              "SELECT o.id, o.total, c.name FROM orders o JOIN customers c ON c.id = o.customer_id"
                  + " WHERE o.customer_id = $1 AND o.total > $2 ORDER BY o.id"),
          new Shape(
              "orders",
              List.of("customer_id", "note"),
              "INSERT INTO orders (customer_id, note) VALUES ($1, $2) RETURNING id, note"),
          new Shape(
              "settings",
              List.of("key", "value"),
              "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET"
                  + " value = excluded.value RETURNING key, value"),
          new Shape(
              "reviews", List.of("id"), "DELETE FROM reviews WHERE id = $1 RETURNING id, body"),
          new Shape(
              "products",
              List.of("sku", "attrs"),
              "WITH p AS (SELECT * FROM products WHERE sku >= $1) SELECT count(*), count(attrs),"
                  + " count($2::text) FROM p"),
          new Shape(
              "warehouse.stock",
              List.of("sku", "on_hand"),
              "UPDATE warehouse.stock SET on_hand = on_hand + $2 WHERE sku = $1"));

  Draft any(Sql sql) {
    Dice dice = sql.dice();
    Shape shape = dice.pick(SHAPES);
    Table table = schema.table(shape.table());
    String name = dice.pick("ps", "\"Ps 2\"");
    boolean writes = !shape.text().startsWith("SELECT") && !shape.text().startsWith("WITH");
    Footprint locks = writes ? Footprint.deleting(table) : Footprint.reading();
    List<Draft> drafts = new ArrayList<>();
    boolean declared = dice.chance(50);
    List<String> types =
        shape.parameters().stream().map(p -> table.column(p).kind().sqlType).toList();
    drafts.add(
        Draft.plain(
            "PREPARE "
                + name
                + (declared ? " (" + String.join(", ", types) + ")" : "")
                + " AS "
                + shape.text()));
    for (int i = dice.between(1, 4); i > 0; i--) {
      Sql execute = sql.literal();
      execute.add("EXECUTE " + name + " (");
      String comma = "";
      for (String parameter : shape.parameters()) {
        Column column = table.column(parameter);
        execute.add(comma).value(column.kind(), column.pool().draw(dice));
        comma = ", ";
      }
      drafts.add(Draft.write(execute.add(")"), locks));
    }
    drafts.add(Draft.plain("DEALLOCATE " + dice.pick(name, "PREPARE " + name, "ALL")));
    return Draft.sequence(drafts);
  }
}
