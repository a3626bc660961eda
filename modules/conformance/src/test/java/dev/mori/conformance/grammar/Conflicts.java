package dev.mori.conformance.grammar;

import java.util.List;
import java.util.Map;

/** INSERT ON CONFLICT, with every kind of target the shop has. */
final class Conflicts {
  /** Arbiters of a table: what may stand between ON CONFLICT and DO. */
  private static final Map<String, List<String>> TARGETS =
      Map.ofEntries(
          Map.entry(
              "customers",
              List.of(
                  "(id)",
                  "(lower(email::text))",
                  "(phone) WHERE status = 'active'",
                  "ON CONSTRAINT customers_pkey")),
          Map.entry(
              "\"Category\"",
              List.of("(\"Id\")", "(\"Name\")", "ON CONSTRAINT \"Category_Name_key\"")),
          Map.entry("products", List.of("(sku)", "(slug)", "ON CONSTRAINT products_pkey")),
          Map.entry("price_history", List.of("(id)")),
          Map.entry("orders", List.of("(id)", "(order_no)", "ON CONSTRAINT orders_order_no_key")),
          Map.entry(
              "order_items", List.of("(order_id, line_no)", "ON CONSTRAINT order_items_pkey")),
          Map.entry("payments", List.of("(id)", "(upper(reference)) WHERE captured")),
          Map.entry(
              "reviews", List.of("(id)", "(sku, customer_id)", "ON CONSTRAINT reviews_one_each")),
          Map.entry("sessions", List.of("(token)", "(secret)")),
          Map.entry("tags", List.of("(id)", "(label)")),
          Map.entry("product_tags", List.of("(sku, tag_id)", "(tag_id, sku)")),
          Map.entry("settings", List.of("(key)", "ON CONSTRAINT settings_pkey")),
          Map.entry("visits", List.of("(page)")),
          Map.entry("events", List.of("(id, happened_on)", "(id)")),
          Map.entry("warehouse.locations", List.of("(code)")),
          Map.entry("warehouse.stock", List.of("(location_code, sku)")),
          Map.entry(
              "warehouse.bookings",
              List.of("(id)", "(ticket)", "ON CONSTRAINT bookings_no_overlap")),
          Map.entry("warehouse.\"Employee\"", List.of("(\"employeeId\")", "(\"deskNo\")")));

  private final ShopSchema schema;
  private final Conditions conditions;

  Conflicts(ShopSchema schema, Conditions conditions) {
    this.schema = schema;
    this.conditions = conditions;
  }

  Draft upsert(Sql sql, Table table, Writes writes) {
    Dice dice = sql.dice();
    Table target = schema.table(table.name());
    writes.insertValues(sql, target, dice.chance(70) ? 1 : 3);
    sql.add(" ON CONFLICT ");
    if (dice.chance(45)) {
      sql.add(dice.chance(35) ? "DO NOTHING" : arbiter(dice, target) + " DO NOTHING");
    } else {
      sql.add(arbiter(dice, target) + " DO UPDATE SET ");
      set(sql, target);
      if (dice.chance(30)) {
        sql.add(" WHERE ");
        conditions.column(sql, dice.pick(target.comparable()), relation(target));
      }
    }
    Writes.returning(sql, target, "");
    return Draft.write(sql, Footprint.rekeying(target));
  }

  private static String arbiter(Dice dice, Table table) {
    return dice.pick(TARGETS.getOrDefault(table.name(), List.of("(id)")));
  }

  /** The name the table has inside DO UPDATE, with a dot. */
  private static String relation(Table table) {
    return table.name().substring(table.name().indexOf('.') + 1) + ".";
  }

  private static void set(Sql sql, Table table) {
    Dice dice = sql.dice();
    List<Column> choices =
        table.writable().stream().filter(c -> !c.is(Column.Trait.UNIQUE)).toList();
    String comma = "";
    List<Column> columns =
        dice.some(choices.isEmpty() ? table.writable() : choices, dice.between(1, 2));
    for (Column column : columns) {
      sql.add(comma + column.name() + " = ");
      if (dice.chance(60)) {
        sql.add("excluded." + column.name());
      } else if (column.kind().family == Kind.Family.NUMBER) {
        sql.add(relation(table) + column.name() + " + 1");
      } else {
        sql.value(column);
      }
      comma = ", ";
    }
  }
}
