package dev.mori.overlay.session;

import java.time.Instant;
import java.util.Map;

/** What a session can be asked to do; {@link SessionState#decide} says what comes of it. */
public sealed interface SessionCommand {

  /**
   * Begin to exist. A session that exists already stays as it is, with the shadow database it has.
   *
   * @param shadowDatabase name of the database that will hold the session's rows
   * @param owner who asks
   * @param at now
   */
  record Open(String shadowDatabase, String owner, Instant at) implements SessionCommand {}

  /**
   * Mark keys, before the transaction that makes them local may commit.
   *
   * @param epoch the epoch in which that transaction began
   * @param keys the keys; those that are marked already cost nothing
   */
  record MarkRows(long epoch, Map<TableId, KeySet> keys) implements SessionCommand {

    /** The map is copied. */
    public MarkRows {
      keys = Map.copyOf(keys);
    }
  }

  /**
   * Stop consulting prod for a table, before the transaction that truncates or localizes it may
   * commit.
   *
   * @param epoch the epoch in which that transaction began
   * @param table the table
   */
  record DetachTable(long epoch, TableId table) implements SessionCommand {}

  /**
   * Note a change of the schema, before the transaction that makes it may commit.
   *
   * @param epoch the epoch in which that transaction began
   * @param what as in {@link SchemaChange#what}
   * @param at now
   */
  record ChangeSchema(long epoch, String what, Instant at) implements SessionCommand {}

  /**
   * Begin the next epoch on a fresh shadow. Asking again with the same database changes nothing, so
   * a retry is safe.
   *
   * @param shadowDatabase name of the fresh database
   * @param at now
   */
  record Reset(String shadowDatabase, Instant at) implements SessionCommand {}

  /** Cease to exist. */
  record Drop(Instant at) implements SessionCommand {}

  /**
   * Mark what the ledger holds and the marks do not; after a recovery, before anything else is
   * accepted.
   */
  record Reconcile(long epoch, Ledger ledger) implements SessionCommand {}
}
