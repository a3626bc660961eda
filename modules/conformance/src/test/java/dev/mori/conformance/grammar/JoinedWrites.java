package dev.mori.conformance.grammar;

import java.util.List;

/**
 * Writes that read other tables: UPDATE FROM, DELETE USING, SET from sub-queries, INSERT SELECT
 * over joins and aggregates. A row to update has one partner at most, because with several it is
 * the planner who picks one; sources of a column have its type and stand in a coalesce, because
 * which of several rows fails first is left open.
 */
final class JoinedWrites {
  private final ShopSchema schema;
  private final Conditions conditions;

  JoinedWrites(ShopSchema schema) {
    this.schema = schema;
    this.conditions = new Conditions(schema);
  }

  /** A table and another one of which each of its rows has one partner at most. */
  private record Pair(Table table, Joins.Edge edge, Table other) {
    String on(String mine, String theirs) {
      return theirs + edge.theirs() + " = " + mine + edge.mine();
    }
  }

  private Pair child(Dice dice) {
    while (true) {
      Table table = dice.pick(schema.tables);
      for (Joins.Edge edge : dice.some(Joins.of(table), 9)) {
        Table other = schema.table(edge.other());
        boolean single =
            other.key().size() == 1 && other.key().getFirst().name().equals(edge.theirs());
        if (single && !table.key().stream().anyMatch(c -> c.name().equals(edge.mine()))) {
          return new Pair(table, edge, other);
        }
      }
    }
  }

  Draft updateFrom(Sql sql) {
    Dice dice = sql.dice();
    Pair pair = child(dice);
    sql.add("UPDATE " + pair.table().name() + " t SET ");
    Column set = settable(dice, pair.table());
    if (dice.chance(25)) {
      sql.add(set.name() + " = ").value(set);
      sql.add(" FROM (SELECT " + pair.edge().theirs() + ", count(*) AS n FROM ");
      sql.add(pair.other().name() + " WHERE ");
      conditions.where(sql, pair.other(), "");
      sql.add(" GROUP BY 1) o WHERE " + pair.on("t.", "o.") + " AND o.n = 1");
    } else {
      source(sql, set, pair.other(), "o.");
      sql.add(" FROM " + pair.other().name() + " o WHERE " + pair.on("t.", "o.") + " AND ");
      conditions.where(sql, pair.other(), "o.");
    }
    if (dice.chance(50)) {
      sql.add(" AND ");
      conditions.key(sql, pair.table(), "t.");
    }
    Writes.returning(sql, pair.table(), "t.");
    return Draft.write(sql, Footprint.writing(pair.table()));
  }

  /** Not unique and not looked at by a trigger that draws numbers. */
  private static Column settable(Dice dice, Table table) {
    return dice.pick(
        table.writable().stream()
            .filter(c -> !c.is(Column.Trait.UNIQUE) && !c.is(Column.Trait.KEY))
            .filter(c -> !(c.name().equals("price") && table.name().equals("products")))
            .toList());
  }

  /** An assignment from a column of the same type, or of a value. */
  private static void source(Sql sql, Column set, Table other, String alias) {
    List<Column> same = other.comparable().stream().filter(c -> c.kind() == set.kind()).toList();
    sql.add(set.name() + " = ");
    if (same.isEmpty() || sql.dice().chance(20)) {
      sql.value(set);
    } else {
      sql.add("coalesce(" + alias + sql.dice().pick(same).name() + ", t." + set.name() + ")");
    }
  }

  Draft deleteUsing(Sql sql) {
    Dice dice = sql.dice();
    Table table = dice.pick(schema.tables);
    List<Joins.Edge> edges = Joins.of(table);
    if (edges.isEmpty()) {
      return deleteUsing(sql);
    }
    Joins.Edge edge = dice.pick(edges);
    Table other = schema.table(edge.other());
    sql.add("DELETE FROM " + table.name() + " t USING ");
    if (dice.chance(20)) {
      sql.add("(SELECT DISTINCT " + edge.theirs() + " FROM " + other.name() + " WHERE ");
      conditions.key(sql, other, "");
      sql.add(") o WHERE ");
    } else {
      sql.add(other.name() + " o WHERE ");
      conditions.key(sql, other, "o.");
      sql.add(" AND ");
    }
    sql.add("o." + edge.theirs() + " = t." + edge.mine());
    if (dice.chance(60)) {
      sql.add(" AND ");
      conditions.column(sql, dice.pick(table.comparable()), "t.");
    }
    // A row may have several partners: which of them it is returned with is the plan's choice.
    sql.add(dice.pick("", " RETURNING t.*", " RETURNING " + Expressions.total(table, "t.")));
    return Draft.write(sql, Footprint.deleting(table));
  }

  /** Correlated, and several columns from one row. */
  Draft updateSet(Sql sql) {
    Dice dice = sql.dice();
    String[] shape =
        dice.pick(
            List.of(
                new String[] {
                  "customers",
                  "credit = (SELECT coalesce(sum(o.total), 0) FROM orders o WHERE o.customer_id ="
                      + " t.id)"
                },
                new String[] {
                  "customers",
                  "(name, credit) = (SELECT coalesce(max(o.note), t.name), count(*) FROM orders o"
                      + " WHERE o.customer_id = t.id)"
                },
                new String[] {
                  "orders",
                  "total = (SELECT sum(i.amount) FROM order_items i WHERE i.order_id = t.id), note"
                      + " = 'summed'"
                },
                new String[] {
                  "orders",
                  "(note, deliver_on) = (SELECT c.name, c.birthday FROM customers c WHERE c.id ="
                      + " t.customer_id)"
                },
                new String[] {
                  "reviews", "helpful = (SELECT count(*) FROM order_items i WHERE i.sku = t.sku)"
                },
                new String[] {
                  "reviews",
                  "(body, helpful) = (SELECT max(v.page), count(*) FROM visits v WHERE"
                      + " v.customer_id = t.customer_id)"
                },
                new String[] {
                  "warehouse.stock",
                  "(reserved, bins) = (SELECT count(*), array_agg(i.qty ORDER BY i.qty) FROM"
                      + " order_items i WHERE i.sku = t.sku)"
                },
                new String[] {
                  "order_items",
                  "(qty, gift) = ROW(5, NULL), unit_price = (SELECT p.price FROM products p WHERE"
                      + " p.sku = t.sku)"
                },
                new String[] {
                  "warehouse.\"Employee\"",
                  "salary = (SELECT max(m.salary) FROM warehouse.\"Employee\" m WHERE"
                      + " m.\"employeeId\" = t.\"managerId\")"
                }));
    Table table = schema.table(shape[0]);
    sql.add("UPDATE " + shape[0] + " AS t SET " + shape[1] + " WHERE ");
    if (dice.chance(70)) {
      conditions.key(sql, table, "t.");
    } else {
      conditions.where(sql, table, "t.");
    }
    Writes.returning(sql, table, "t.");
    return Draft.write(sql, Footprint.writing(table));
  }

  /** Numbered rows come in a total order, so that the numbers are the same. */
  Draft insertSelect(Sql sql) {
    Dice dice = sql.dice();
    Table target;
    switch (dice.below(5)) {
      case 0 -> {
        target = schema.table("settings");
        sql.add("INSERT INTO settings (key, value, note) SELECT 'sum ' || c.id || ' ");
        sql.add(schema.next() + "', jsonb_build_object('n', count(o.id)), left(max(o.note), 20)");
        sql.add(" FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE ");
        conditions.key(sql, schema.table("customers"), "c.");
        sql.add(" GROUP BY c.id");
      }
      case 1 -> {
        target = schema.table("price_history");
        sql.add("INSERT INTO price_history (sku, old_price, new_price, changed_by) SELECT p.sku,");
        sql.add(
            " min(i.unit_price), max(i.unit_price), 'items' FROM products p JOIN order_items i");
        sql.add(" USING (sku) WHERE ");
        conditions.where(sql, schema.table("products"), "p.");
        sql.add(" GROUP BY p.sku HAVING count(*) > 0 ORDER BY p.sku");
      }
      case 2 -> {
        target = schema.table("visits");
        sql.add(
            "INSERT INTO visits (page, customer_id, ms, seen_at) SELECT '/joined', customer_id,");
        sql.add(" rank() OVER (ORDER BY id), '2025-03-03' FROM order_totals WHERE customer_id < ");
        sql.value(Kind.INT8, Integer.toString(dice.between(2, 12)));
      }
      case 3 -> {
        target = schema.table("tags");
        sql.add("INSERT INTO tags (label) WITH x AS (SELECT DISTINCT page FROM visits) SELECT");
        sql.add(" left(page || ' ' || s.key, 30) FROM x, settings s WHERE ");
        conditions.key(sql, schema.table("settings"), "s.");
        sql.add(" ORDER BY 1 ON CONFLICT DO NOTHING");
      }
      default -> {
        target = schema.table("warehouse.\"Employee\"");
        sql.add(
            "INSERT INTO warehouse.\"Employee\" (\"fullName\", \"deskNo\", salary) (SELECT name,");
        sql.add(" NULL::int, credit + 1000 FROM customers WHERE ");
        conditions.key(sql, schema.table("customers"), "");
        sql.add(" UNION SELECT label, NULL, 1 FROM tags WHERE ");
        conditions.key(sql, schema.table("tags"), "");
        sql.add(") ORDER BY 1, 3");
      }
    }
    if (dice.chance(40)) {
      sql.add(" RETURNING *");
    }
    return Draft.write(sql, Footprint.writing(target));
  }
}
