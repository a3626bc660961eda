package dev.mori.engine.postgres;

import java.util.List;

/** What is known of the session's tables when a read is planned: the marks, and the own writes. */
public interface SessionTables {
  /** Who is authoritative for a table's rows. */
  enum Standing {
    /** No key of it is local: prod is right. */
    CLEAN,
    /** Some keys may be local. */
    DIRTY,
    /** The shadow alone is authoritative. */
    DETACHED
  }

  /**
   * The standing of a table, partitioned root, materialized view or foreign table that was cloned
   * from prod. Never asked for partitions, for their root instead.
   */
  Standing standing(Relation table);

  /**
   * Whether any of these keys may be local; false only when all are proven clean.
   *
   * @param table a table with a key
   * @param keys one list per key, its values in the order of {@link Relation#key()}
   */
  boolean mayBeLocal(Relation table, List<List<KeyValue>> keys);
}
