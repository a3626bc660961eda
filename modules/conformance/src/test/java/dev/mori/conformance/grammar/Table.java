package dev.mori.conformance.grammar;

import java.util.List;

/**
 * A table of the shop.
 *
 * @param name as written in SQL, with its schema where that is not public
 * @param columns all of them, in order
 * @param parents tables its foreign keys refer to
 * @param onDelete tables whose rows a DELETE here can change, transitively
 * @param onKeyUpdate tables whose rows a change of the key can change
 */
record Table(
    String name,
    List<Column> columns,
    List<String> parents,
    List<String> onDelete,
    List<String> onKeyUpdate) {
  List<Column> key() {
    return columns.stream().filter(c -> c.is(Column.Trait.KEY)).toList();
  }

  /** The primary key, or all columns where there is none: what makes an ORDER BY total. */
  List<Column> total() {
    List<Column> key = key();
    return key.isEmpty() ? columns : key;
  }

  List<Column> comparable() {
    return columns.stream().filter(Column::comparable).toList();
  }

  /** Comparable and with an order. */
  List<Column> sortable() {
    return columns.stream().filter(c -> c.comparable() && c.kind().sortable()).toList();
  }

  List<Column> numbers() {
    return columns.stream()
        .filter(c -> c.comparable() && c.kind().family == Kind.Family.NUMBER)
        .toList();
  }

  /** What an UPDATE may set. */
  List<Column> writable() {
    return columns.stream()
        .filter(c -> !c.is(Column.Trait.STORED) && !c.is(Column.Trait.CLOCK))
        .toList();
  }

  Column column(String wanted) {
    return columns.stream().filter(c -> c.name().equals(wanted)).findFirst().orElseThrow();
  }
}
