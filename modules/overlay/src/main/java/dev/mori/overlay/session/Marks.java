package dev.mori.overlay.session;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The marks of a session: for each table a superset of its local keys. Immutable.
 *
 * <p>A key that is not marked is proven clean, so prod may answer for it directly. A marked key
 * means "ask the shadow" and nothing more: the transaction that wanted it may have been rolled
 * back.
 *
 * @param tables the tables that are dirty; a table that is absent is clean
 */
public record Marks(Map<TableId, TableMarks> tables) {

  /** The marks of a session without a local row. */
  public static final Marks NONE = new Marks(Map.of());

  /** Clean tables are left out, so that equal marks are equal values. */
  public Marks {
    Map<TableId, TableMarks> dirty = new HashMap<>(tables);
    dirty.values().removeIf(marks -> !marks.dirty());
    tables = Map.copyOf(dirty);
  }

  /** The marks of one table; {@link TableMarks#CLEAN} when there are none. */
  public TableMarks of(TableId table) {
    return tables.getOrDefault(table, TableMarks.CLEAN);
  }

  /** Whether anything of the table may be local. */
  public boolean isDirty(TableId table) {
    return tables.containsKey(table);
  }

  /** Whether the table lives in the shadow alone, so that prod is not consulted for it. */
  public boolean isDetached(TableId table) {
    return of(table).detached();
  }

  /** Whether the key may be local; {@code false} proves that prod is authoritative for it. */
  public boolean mayContain(TableId table, KeyMark key) {
    return of(table).mayContain(key);
  }

  /** Number of marked keys in all tables; detached tables count none. */
  public long keyCount() {
    return tables.values().stream().mapToLong(marks -> marks.keys().size()).sum();
  }

  /** These marks and those keys. */
  public Marks plus(Map<TableId, KeySet> keys) {
    Map<TableId, TableMarks> next = new HashMap<>(tables);
    keys.forEach((table, more) -> next.put(table, of(table).plus(more)));
    return new Marks(next);
  }

  /** These marks with the table detached. */
  public Marks detach(TableId table) {
    Map<TableId, TableMarks> next = new HashMap<>(tables);
    next.put(table, TableMarks.DETACHED);
    return new Marks(next);
  }

  /**
   * What of these keys is not marked yet, without empty sets and in the order of the tables' names.
   */
  public Map<TableId, KeySet> missing(Map<TableId, KeySet> keys) {
    Map<TableId, KeySet> missing = new TreeMap<>();
    keys.forEach(
        (table, wanted) -> {
          KeySet fresh = isDetached(table) ? KeySet.EMPTY : wanted.minus(of(table).keys());
          if (!fresh.isEmpty()) {
            missing.put(table, fresh);
          }
        });
    return missing;
  }

  /** Whether none of these keys is missing. */
  public boolean containsAll(Map<TableId, KeySet> keys) {
    return keys.entrySet().stream()
        .allMatch(
            entry ->
                isDetached(entry.getKey())
                    || of(entry.getKey()).keys().containsAll(entry.getValue()));
  }
}
