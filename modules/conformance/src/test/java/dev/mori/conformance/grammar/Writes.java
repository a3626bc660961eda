package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * INSERT, UPDATE, DELETE and TRUNCATE. Existing values are drawn often enough that every constraint
 * of the shop is violated now and then, against rows that only prod has and against rows of the
 * session.
 *
 * <p>Avoided because SQL leaves it open: shifting a key by less than the spread of the table (which
 * row collides first depends on the physical order), UPDATE FROM with several matches, serial
 * numbers for an unordered INSERT SELECT, and for the rows a trigger writes for several rows.
 */
final class Writes {
  private final ShopSchema schema;
  private final Conditions conditions;
  private final Conflicts conflicts;

  Writes(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
    this.conflicts = new Conflicts(schema, conditions);
  }

  Draft any(Sql sql) {
    int percent = sql.dice().below(100);
    Table table = target(sql.dice());
    if (percent < 30) {
      return insert(sql, table);
    }
    if (percent < 36) {
      return insertSelect(sql);
    }
    if (percent < 46) {
      return conflicts.upsert(sql, table, this);
    }
    if (percent < 78) {
      return update(sql, table);
    }
    return delete(sql, table);
  }

  private Table target(Dice dice) {
    return dice.chance(45)
        ? schema.table(dice.pick("customers", "orders", "order_items", "products", "reviews"))
        : dice.pick(schema.tables);
  }

  Draft insert(Sql sql, Table table) {
    Dice dice = sql.dice();
    if (dice.chance(4)) {
      sql.add("INSERT INTO " + table.name() + " DEFAULT VALUES");
    } else {
      insertValues(sql, table, dice.chance(75) ? 1 : dice.between(2, 4));
    }
    returning(sql, table, table.name() + ".");
    return Draft.write(sql, Footprint.writing(table));
  }

  /** Up to the end of the VALUES list. */
  void insertValues(Sql sql, Table table, int rows) {
    Dice dice = sql.dice();
    List<Column> columns = insertColumns(dice, table);
    sql.add("INSERT INTO " + table.name() + " (");
    sql.add(String.join(", ", columns.stream().map(Column::name).toList()) + ")");
    boolean always = columns.stream().anyMatch(c -> c.is(Column.Trait.ALWAYS));
    if (always && dice.chance(80)) {
      sql.add(dice.chance(85) ? " OVERRIDING SYSTEM VALUE" : " OVERRIDING USER VALUE");
    }
    sql.add(" VALUES ");
    for (int row = 0; row < rows; row++) {
      sql.add(row == 0 ? "(" : ", (");
      String comma = "";
      for (Column column : columns) {
        sql.add(comma);
        insertValue(sql, column);
        comma = ", ";
      }
      sql.add(")");
    }
  }

  private static List<Column> insertColumns(Dice dice, Table table) {
    List<Column> columns = new ArrayList<>();
    for (Column column : table.writable()) {
      boolean wanted =
          column.is(Column.Trait.REQUIRED)
              ? !dice.chance(2) || column.kind() == Kind.UUID // Left out, it would be random.
              : dice.chance(column.is(Column.Trait.AUTO) ? 35 : 60);
      if (wanted) {
        columns.add(column);
      }
    }
    if (columns.isEmpty()) {
      columns.add(table.writable().get(0));
    }
    return columns;
  }

  private static void insertValue(Sql sql, Column column) {
    Dice dice = sql.dice();
    if (column.is(Column.Trait.AUTO) && dice.chance(5)) {
      sql.add("DEFAULT");
    } else if (dice.chance(1)) {
      sql.add("NULL");
    } else {
      sql.value(column.kind(), (dice.chance(80) ? column.fresh() : column.pool()).draw(dice));
    }
  }

  private Draft insertSelect(Sql sql) {
    Dice dice = sql.dice();
    Table target;
    switch (dice.below(5)) {
      case 0 -> {
        target = schema.table("visits");
        sql.add(
            "INSERT INTO visits SELECT '/from', c.id, c.last_ip, 5, '2025-01-01' FROM customers c");
        sql.add(" WHERE ");
        conditions.key(sql, schema.table("customers"), "c.");
      }
      case 1 -> {
        target = schema.table("product_tags");
        sql.add(
            "INSERT INTO product_tags (sku, tag_id) SELECT p.sku, t.id FROM products p, tags t"
                + " WHERE ");
        conditions.key(sql, schema.table("products"), "p.");
        sql.add(" AND ");
        conditions.key(sql, schema.table("tags"), "t.");
        sql.add(dice.chance(60) ? " ON CONFLICT DO NOTHING" : "");
      }
      case 2 -> {
        target = schema.table("price_history");
        sql.add(
            "INSERT INTO price_history (sku, old_price) SELECT sku, price FROM products WHERE ");
        conditions.key(sql, schema.table("products"), "");
        sql.add(" ORDER BY sku");
      }
      case 3 -> {
        target = schema.table("order_items");
        sql.add("INSERT INTO order_items (order_id, line_no, sku, qty, unit_price) ");
        sql.add("SELECT order_id, line_no + 4, sku, qty, unit_price + 1 FROM order_items WHERE ");
        conditions.key(sql, target, "");
      }
      default -> {
        target = schema.table("reviews");
        sql.add("INSERT INTO reviews (sku, customer_id, stars, body) ");
        sql.add(
            "SELECT DISTINCT i.sku, o.customer_id, 4, 'bought' FROM orders o JOIN order_items i ");
        sql.add("ON i.order_id = o.id WHERE ");
        conditions.key(sql, schema.table("orders"), "o.");
        sql.add(" ORDER BY 1, 2");
        sql.add(dice.chance(60) ? " ON CONFLICT (sku, customer_id) DO NOTHING" : "");
      }
    }
    if (dice.chance(30)) {
      sql.add(" RETURNING *");
    }
    return Draft.write(sql, Footprint.writing(target));
  }

  Draft update(Sql sql, Table table) {
    Dice dice = sql.dice();
    String alias = dice.chance(25) ? "t." : "";
    boolean rekey = dice.chance(8);
    sql.add("UPDATE " + table.name() + (alias.isEmpty() ? "" : dice.pick(" t", " AS t")) + " SET ");
    boolean touchesKey = false;
    String comma = "";
    for (Column column : setColumns(dice, table, rekey)) {
      sql.add(comma);
      setValue(sql, column, alias);
      comma = ", ";
      touchesKey |= column.is(Column.Trait.UNIQUE);
    }
    if (sql.text().contains("price = ") && table.name().equals("products")) {
      // One row: the numbers that its trigger draws for several follow the physical order.
      sql.add(" WHERE " + alias + "sku = ").value(table.column("sku"));
    } else if (touchesKey) {
      sql.add(" WHERE ");
      conditions.key(sql, table, alias);
    } else if (!dice.chance(2)) {
      sql.add(" WHERE ");
      conditions.where(sql, table, alias);
    }
    returning(sql, table, alias);
    return Draft.write(sql, touchesKey ? Footprint.rekeying(table) : Footprint.writing(table));
  }

  private static List<Column> setColumns(Dice dice, Table table, boolean rekey) {
    List<Column> choices =
        table.writable().stream()
            .filter(c -> rekey || !c.is(Column.Trait.UNIQUE) || dice.chance(15))
            .toList();
    List<Column> columns = dice.some(choices, dice.chance(70) ? 1 : 3);
    for (Column column : columns) {
      // Alone: with two, which row fails first, and so with which error, would be left open.
      if (column.is(Column.Trait.UNIQUE)) {
        return List.of(column);
      }
    }
    return columns.isEmpty() ? List.of(table.writable().get(0)) : columns;
  }

  private static void setValue(Sql sql, Column column, String alias) {
    Dice dice = sql.dice();
    sql.add(column.name() + " = ");
    String name = alias + column.name();
    if (dice.chance(4) && column.is(Column.Trait.AUTO)) {
      sql.add("DEFAULT");
      return;
    }
    boolean plain = column.is(Column.Trait.UNIQUE) || dice.chance(60);
    if (plain) {
      sql.value(column.kind(), (dice.chance(70) ? column.fresh() : column.pool()).draw(dice));
      return;
    }
    switch (column.kind().family) {
      case NUMBER -> sql.add(name + dice.pick(" + 1", " - 1", " * 2", " % 5 + 1"));
      case FLOAT -> sql.add(name + " / 2");
      case TEXT ->
          sql.add(
              dice.pick("upper(" + name + ")", "coalesce(" + name + ", 'z')", name + " || '!'"));
      case BOOL -> sql.add("NOT " + name);
      case DAY -> sql.add(name + " + interval '1 day'");
      case JSONB -> sql.add("coalesce(" + name + ", '{}') || '{\"n\": 4}'");
      case ARRAY -> sql.add(dice.pick("array_cat(" + name + ", " + name + ")", name + "[1:2]"));
      default -> sql.value(column);
    }
  }

  private Draft delete(Sql sql, Table table) {
    Dice dice = sql.dice();
    String alias = dice.chance(25) ? "t." : "";
    sql.add(
        "DELETE FROM "
            + table.name()
            + (alias.isEmpty() ? "" : dice.pick(" t", " AS t"))
            + " WHERE ");
    if (dice.chance(70)) {
      conditions.key(sql, table, alias);
    } else {
      conditions.where(sql, table, alias);
      sql.add(" AND ");
      conditions.key(sql, table, alias);
    }
    returning(sql, table, alias);
    return Draft.write(sql, Footprint.deleting(table));
  }

  /** TRUNCATE of a table nothing refers to, or with CASCADE; rare. */
  Draft truncate(Sql sql) {
    Dice dice = sql.dice();
    sql.add(
        "TRUNCATE "
            + dice.pick(
                "visits",
                "settings",
                "price_history",
                "reviews RESTART IDENTITY",
                "sessions, payments",
                "tags CASCADE",
                "events",
                "orders"));
    return Draft.write(sql, Footprint.alone());
  }

  /** A RETURNING clause in half of the cases. */
  static void returning(Sql sql, Table table, String alias) {
    Dice dice = sql.dice();
    if (dice.chance(50)) {
      return;
    }
    sql.add(" RETURNING ");
    if (dice.chance(40)) {
      sql.add("*");
      return;
    }
    String comma = "";
    for (Column column : dice.some(table.columns(), dice.between(1, 3))) {
      sql.add(comma);
      Expressions.item(sql, column, alias.contains(".") && table.name().contains(".") ? "" : alias);
      comma = ", ";
    }
  }
}
