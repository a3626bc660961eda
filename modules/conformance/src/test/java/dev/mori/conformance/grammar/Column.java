package dev.mori.conformance.grammar;

import java.util.Set;

/**
 * A column of the shop.
 *
 * @param name as it is written in SQL, quoted where it must be
 * @param kind its type
 * @param pool values that often meet existing rows
 * @param fresh values no row has, for unique columns; otherwise the same as pool
 * @param traits what else the generator must know
 */
record Column(String name, Kind kind, Pool pool, Pool fresh, Set<Column.Trait> traits) {
  /** Properties that decide where a column may be used. */
  enum Trait {
    /** Part of the primary key. */
    KEY,
    /** Has a default, an identity or a serial. */
    AUTO,
    /** GENERATED ALWAYS AS IDENTITY. */
    ALWAYS,
    /** Generated stored: never written. */
    STORED,
    /** NOT NULL without a default. */
    REQUIRED,
    /** In a unique index. */
    UNIQUE,
    /** Filled from the clock or at random by the server: never compared, never ordered by. */
    CLOCK
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  boolean comparable() {
    return !is(Trait.CLOCK);
  }
}
