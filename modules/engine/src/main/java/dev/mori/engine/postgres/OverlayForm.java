package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Deltas.Shipped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the inline view that stands for one table: prod's rows whose key is not local, and the
 * session's rows. The exact form is the measured one: the flag and the key test stand outside the
 * UNION ALL, the delta arm is parenthesised with a quoted OFFSET, the keys are a hashed sub-plan.
 */
final class OverlayForm {
  private final Relation table;
  private final Relation ledger;
  private final Deltas deltas;

  /**
   * Prepares the form of one table.
   *
   * @param table the table or partition the text names
   * @param ledger the table itself, or the partition's root: the one with the ledger
   * @param deltas where shipped texts are collected
   */
  OverlayForm(Relation table, Relation ledger, Deltas deltas) {
    this.table = table;
    this.ledger = ledger;
    this.deltas = deltas;
  }

  /** Prod's rows and the session's, for keys that satisfy the binding. */
  String both(TableShape.Fitting shape, KeyBinding binding) {
    String flag = freeName("__d", shape);
    String names = names(table.columns());
    return "(SELECT "
        + names
        + " FROM ("
        + prodArms(shape, ", false AS " + flag)
        + " UNION ALL (SELECT "
        + delta(shape.rowType() ? shape.prod().name() : null, changedRows(binding), "true")
        + " OFFSET '0')) AS u WHERE "
        + flag
        + " OR "
        + notLocal(binding)
        + ")";
  }

  /** Prod's rows in the session's shape. */
  String prodOnly(TableShape.Fitting shape) {
    return "(" + prodArms(shape, "") + ")";
  }

  private String prodArms(TableShape.Fitting shape, String more) {
    String list = "SELECT " + prodList() + more + " FROM ";
    return shape.arms().isEmpty()
        ? list + shape.prod().name().sql() + " WHERE false"
        : shape.arms().stream().map(a -> list + a.sql()).collect(Collectors.joining(" UNION ALL "));
  }

  /** The session's rows: all rows the shadow has of the table. */
  String sessionOnly(TableShape shape) {
    ObjectName rowType =
        shape instanceof TableShape.Fitting fitting && fitting.rowType()
            ? fitting.prod().name()
            : null;
    String own = "SELECT x.* FROM " + table.name().sql() + " AS x";
    String list = delta(rowType, own, "");
    if (rowType != null) {
      List<String> columns =
          table.columns().stream().map(c -> prodName(c) + " AS " + c.sql()).toList();
      return "(SELECT "
          + String.join(", ", columns)
          + " FROM (SELECT "
          + list
          + " OFFSET '0') AS u)";
    }
    return "(SELECT " + list + " OFFSET '0')";
  }

  private String notLocal(KeyBinding binding) {
    List<Column> key = table.key();
    List<Shipped> shipped = new ArrayList<>();
    for (int i = 1; i <= key.size(); i++) {
      shipped.add(new Shipped("s.k" + i, key.get(i - 1).type().bare() + "[]"));
    }
    String rows =
        "SELECT * FROM " + PostgresLedger.ledgerTable(ledger.oid()) + " AS k" + binding.where();
    List<Integer> numbers = deltas.arrays(rows, shipped, PostgresOverlay.MOST_KEYS);
    String arrays =
        IntStream.range(0, key.size())
            .mapToObj(i -> unnest(numbers.get(i), shipped.get(i).type()))
            .collect(Collectors.joining(", "));
    if (key.size() == 1) {
      return key.getFirst().sql() + " NOT IN (SELECT e FROM " + arrays + " AS e)";
    }
    String parts =
        IntStream.rangeClosed(1, key.size())
            .mapToObj(i -> "e" + i)
            .collect(Collectors.joining(", "));
    return "("
        + names(key)
        + ") NOT IN (SELECT "
        + parts
        + " FROM ROWS FROM ("
        + arrays
        + ") AS e("
        + parts
        + "))";
  }

  /** Qualified, and one array each: the form of several arguments has no qualified name. */
  private static String unnest(int parameter, String type) {
    return "pg_catalog.unnest($" + parameter + "::" + type + ")";
  }

  private String changedRows(KeyBinding binding) {
    List<Column> key = table.key();
    String join =
        IntStream.rangeClosed(1, key.size())
            .mapToObj(i -> "x." + key.get(i - 1).sql() + " = k.k" + i)
            .collect(Collectors.joining(" AND "));
    return "SELECT x.* FROM "
        + PostgresLedger.ledgerTable(ledger.oid())
        + " AS k JOIN "
        + table.name().sql()
        + " AS x ON "
        + join
        + binding.where();
  }

  /** The delta arm after SELECT, without OFFSET. */
  private String delta(@Nullable ObjectName rowType, String rows, String more) {
    List<String> list = new ArrayList<>();
    String from;
    if (rowType != null) {
      String row =
          table.columns().stream()
              .map(c -> "s." + c.sql())
              .collect(Collectors.joining(", ", "ROW(", ")"));
      String type = rowType.sql() + "[]";
      int number =
          deltas
              .arrays(rows, List.of(new Shipped(row, type)), PostgresOverlay.MOST_ROWS)
              .getFirst();
      table.columns().forEach(c -> list.add(prodName(c)));
      from = unnest(number, type);
    } else {
      List<Shipped> texts =
          table.columns().stream()
              .map(c -> new Shipped("s." + c.sql() + "::text", "text[]"))
              .toList();
      List<Integer> numbers = deltas.arrays(rows, texts, PostgresOverlay.MOST_ROWS);
      List<String> names = new ArrayList<>();
      for (int i = 0; i < table.columns().size(); i++) {
        Column column = table.columns().get(i);
        names.add("c" + (i + 1));
        list.add("d.c" + (i + 1) + "::" + column.type().sql() + " AS " + column.sql());
      }
      from =
          numbers.stream()
                  .map(n -> unnest(n, "text[]"))
                  .collect(Collectors.joining(", ", "ROWS FROM (", ")"))
              + " AS d("
              + String.join(", ", names)
              + ")";
    }
    if (!more.isEmpty()) {
      list.add(more);
    }
    return String.join(", ", list) + " FROM " + from;
  }

  private String prodList() {
    return table.columns().stream()
        .map(c -> c.prodName() == null ? added(c) : shown(c))
        .collect(Collectors.joining(", "));
  }

  private static String shown(Column column) {
    String there = prodName(column);
    return there.equals(column.sql()) ? there : there + " AS " + column.sql();
  }

  private static String added(Column column) {
    String missing = column.missing();
    String value = missing == null ? "NULL" : ObjectName.literal(missing).strip();
    return "(" + value + ")::" + column.type().sql() + " AS " + column.sql();
  }

  private static String prodName(Column column) {
    return ObjectName.quote(Objects.requireNonNullElse(column.prodName(), column.name()));
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(Column::sql).collect(Collectors.joining(", "));
  }

  private String freeName(String wanted, TableShape.Fitting shape) {
    Set<String> taken = new HashSet<>();
    table.columns().forEach(c -> taken.add(c.name()));
    shape.prod().columns().forEach(c -> taken.add(c.name()));
    String name = wanted;
    for (int n = 1; taken.contains(name); n++) {
      name = wanted + n;
    }
    return ObjectName.quote(name);
  }
}
