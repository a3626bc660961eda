package dev.mori.conformance.grammar;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The locks a statement may take, by table: a superset. It is what keeps two interleaved
 * connections from ever waiting for each other, on mori or on the copy.
 */
final class Footprint {
  /** From weak to strong. */
  enum Lock {
    /** ACCESS SHARE: waits for and holds up DDL only. */
    READ,
    /** KEY SHARE on rows, as a foreign key check takes it. */
    SHARE,
    /** Rows are inserted or changed, but no key. */
    WRITE,
    /** Rows are deleted or get another key. */
    KEY,
    /** The table itself changes; nobody else may have a transaction open. */
    ALL
  }

  private static final EnumMap<Lock, Lock> STRONGEST_BESIDE =
      new EnumMap<>(Map.of(Lock.READ, Lock.KEY, Lock.SHARE, Lock.WRITE, Lock.WRITE, Lock.SHARE));

  private final Map<String, Lock> locks = new HashMap<>();
  private boolean exclusive;

  static Footprint reading() {
    return new Footprint();
  }

  /** DDL, TRUNCATE and whatever else must be alone. */
  static Footprint alone() {
    Footprint footprint = new Footprint();
    footprint.exclusive = true;
    return footprint;
  }

  /** INSERT, or an UPDATE of no key. */
  static Footprint writing(Table table) {
    Footprint footprint = new Footprint();
    footprint.raise(table.name(), Lock.WRITE);
    table.parents().forEach(parent -> footprint.raise(parent, Lock.SHARE));
    if (table.name().equals("products")) {
      footprint.raise("price_history", Lock.WRITE);
    }
    return footprint;
  }

  /** UPDATE of a key. */
  static Footprint rekeying(Table table) {
    Footprint footprint = writing(table);
    footprint.raise(table.name(), Lock.KEY);
    table.onKeyUpdate().forEach(child -> footprint.raise(child, Lock.KEY));
    return footprint;
  }

  /** DELETE with all its cascades. */
  static Footprint deleting(Table table) {
    Footprint footprint = writing(table);
    footprint.raise(table.name(), Lock.KEY);
    table.onDelete().forEach(child -> footprint.raise(child, Lock.KEY));
    return footprint;
  }

  private void raise(String table, Lock lock) {
    locks.merge(table, lock, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  /** Both together. */
  void add(Footprint other) {
    other.locks.forEach(this::raise);
    exclusive |= other.exclusive;
  }

  /** Whether it may run while the other transaction is open. */
  boolean beside(Footprint open) {
    if (exclusive || open.exclusive) {
      return false;
    }
    return locks.entrySet().stream()
        .allMatch(
            mine -> {
              Lock theirs = open.locks.getOrDefault(mine.getKey(), Lock.READ);
              Lock strongest = STRONGEST_BESIDE.getOrDefault(mine.getValue(), Lock.READ);
              return theirs.compareTo(strongest) <= 0;
            });
  }
}
