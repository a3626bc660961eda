package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Conjunct;
import dev.mori.overlay.statement.Filter;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.TableRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a level's WHERE clause says of the key of one of its tables. Every result row of the level
 * satisfies each conjunct, so rows of the table with other keys cannot reach it on either side of
 * any join, and both the local keys and the local rows may be restricted to the bound ones.
 *
 * @param conditions SQL over the ledger row {@code k}, all of which bound keys satisfy
 * @param keys every key the level can see, when the whole key is bound to few enough values; empty
 *     when it is not
 */
record KeyBinding(List<String> conditions, List<List<KeyValue>> keys) {
  /** Nothing is known: every key. */
  static final KeyBinding NONE = new KeyBinding(List.of(), List.of());

  /** More keys than this are not asked for one by one. */
  private static final int MOST_KEYS = 200;

  /** A WHERE clause over the ledger row, or nothing. */
  String where() {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  /** Finds what binds the key of {@code table}, named by {@code ref}. */
  static KeyBinding of(ReadText read, TableRef ref, Relation table, Deltas deltas) {
    QueryLevel level = read.query().levels().get(ref.level());
    return level.core() instanceof QueryLevel.Core.Select select
            && select.block().filter() instanceof Filter.Where where
        ? of(read, ref, table, where, deltas)
        : NONE;
  }

  /** The same for a condition that every row of the level satisfies. */
  static KeyBinding of(
      ReadText read, TableRef ref, Relation table, Filter.Where where, Deltas deltas) {
    boolean renamed = ref.alias().map(a -> !a.columns().isEmpty()).orElse(false);
    return table.key().isEmpty() || renamed
        ? NONE
        : new Finder(read, ref, table, deltas).find(where.conjuncts());
  }

  /** Goes through the conjuncts of one level for one reference. */
  private static final class Finder {
    private final ReadText read;
    private final TableRef ref;
    private final Relation table;
    private final KeyConstants constants;
    private final List<String> conditions = new ArrayList<>();
    private final Map<Integer, List<KeyValue>> values = new HashMap<>();
    private List<List<KeyValue>> rows = List.of();

    Finder(ReadText read, TableRef ref, Relation table, Deltas deltas) {
      this.read = read;
      this.ref = ref;
      this.table = table;
      this.constants = new KeyConstants(read.text(), deltas);
    }

    KeyBinding find(List<Conjunct> conjuncts) {
      for (Conjunct conjunct : conjuncts) {
        switch (conjunct) {
          case Conjunct.Equal c -> bind(c.column(), " = ", List.of(c.value()), "", "");
          case Conjunct.In c -> bind(c.column(), " IN ", c.values(), "(", ")");
          case Conjunct.AnyOf c -> bindElements(c);
          case Conjunct.RowIn c -> bindRows(c);
          case Conjunct.Other c -> {}
        }
      }
      return new KeyBinding(List.copyOf(conditions), keys());
    }

    private int position(Reference reference) {
      List<Name> parts = reference.parts();
      if (reference.form() != Reference.Form.COLUMN || reference.level() != ref.level()) {
        return -1;
      }
      boolean qualified = parts.size() > 1;
      if (qualified && !ofThisTable(parts)) {
        return -1;
      }
      for (int i = 0; i < table.key().size(); i++) {
        if (table.key().get(i).name().equals(reference.last())) {
          return qualified || onlyHere(reference.last()) ? i : -1;
        }
      }
      return -1;
    }

    private boolean ofThisTable(List<Name> parts) {
      String qualifier = parts.get(parts.size() - 2).value();
      if (!qualifier.equals(ref.visibleName())) {
        return false;
      }
      // s.t.c: the same table name may stand twice, from two schemas
      return parts.size() == 2
          || read.query().tablesOf(ref.level()).stream()
                  .filter(t -> t.visibleName().equals(qualifier))
                  .count()
              == 1;
    }

    /** An unqualified name can be this table's only: the engine rejects ambiguous ones. */
    private boolean onlyHere(String column) {
      return table.column(column).isPresent();
    }

    private void bind(
        Reference column,
        String operator,
        List<dev.mori.overlay.statement.Value> given,
        String open,
        String close) {
      int at = position(column);
      if (at < 0) {
        return;
      }
      Optional<List<String>> sql = constants.sql(given, table.key().get(at));
      if (sql.isEmpty()) {
        return;
      }
      conditions.add("k.k" + (at + 1) + operator + open + String.join(", ", sql.get()) + close);
      constants.values(given, table.key().get(at)).ifPresent(v -> values.putIfAbsent(at, v));
    }

    private void bindElements(Conjunct.AnyOf conjunct) {
      int at = position(conjunct.column());
      if (at < 0) {
        return;
      }
      Column column = table.key().get(at);
      Optional<KeyConstants.ArrayParameter> array = constants.array(conjunct.array(), column);
      array.ifPresent(
          a -> {
            conditions.add("k.k" + (at + 1) + " = ANY (" + a.sql() + ")");
            values.putIfAbsent(at, List.of(new KeyValue.Elements(a.number())));
          });
    }

    private void bindRows(Conjunct.RowIn conjunct) {
      List<Integer> at = conjunct.columns().stream().map(this::position).toList();
      if (at.contains(-1)) {
        return;
      }
      List<String> sql = new ArrayList<>();
      List<List<KeyValue>> found = new ArrayList<>();
      for (List<dev.mori.overlay.statement.Value> row : conjunct.rows()) {
        List<String> one = new ArrayList<>();
        Map<Integer, KeyValue> key = new HashMap<>();
        for (int i = 0; i < at.size(); i++) {
          Column column = table.key().get(at.get(i));
          Optional<List<String>> text = constants.sql(List.of(row.get(i)), column);
          if (text.isEmpty()) {
            return;
          }
          one.addAll(text.get());
          int position = at.get(i);
          constants
              .values(List.of(row.get(i)), column)
              .ifPresent(v -> key.put(position, v.getFirst()));
        }
        sql.add("(" + String.join(", ", one) + ")");
        if (key.size() == table.key().size()) {
          List<KeyValue> ordered = new ArrayList<>();
          for (int i = 0; i < key.size(); i++) {
            ordered.add(java.util.Objects.requireNonNull(key.get(i)));
          }
          found.add(ordered);
        }
      }
      List<String> columns = at.stream().map(i -> "k.k" + (i + 1)).toList();
      conditions.add("(" + String.join(", ", columns) + ") IN (" + String.join(", ", sql) + ")");
      if (found.size() == conjunct.rows().size() && found.size() <= MOST_KEYS) {
        rows = found;
      }
    }

    private List<List<KeyValue>> keys() {
      if (!rows.isEmpty()) {
        return rows;
      }
      List<List<KeyValue>> product = List.of(List.of());
      for (int i = 0; i < table.key().size(); i++) {
        List<List<KeyValue>> next = new ArrayList<>();
        for (List<KeyValue> head : product) {
          for (KeyValue value : values.getOrDefault(i, List.of())) {
            List<KeyValue> longer = new ArrayList<>(head);
            longer.add(value);
            next.add(longer);
          }
        }
        if (next.isEmpty() || next.size() > MOST_KEYS) {
          return List.of();
        }
        product = next;
      }
      return product;
    }
  }
}
