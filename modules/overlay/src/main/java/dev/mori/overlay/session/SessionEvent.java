package dev.mori.overlay.session;

import java.time.Instant;
import java.util.Map;

/**
 * What happened to a session, as it is journalled. A session is the result of its events and
 * nothing else.
 *
 * <p>Every event carries the epoch in which it happened. Epochs of one name only grow: opening
 * begins epoch 1 (or the one after the last, when the name was dropped before) and every reset
 * begins the next one.
 */
public sealed interface SessionEvent {

  /** The epoch in which it happened; for an opening or a reset the one that it begins. */
  long epoch();

  /**
   * The session began to exist.
   *
   * @param epoch the epoch that begins
   * @param shadowDatabase name of the database that holds the session's rows
   * @param owner who opened it
   * @param at when
   */
  record SessionOpened(long epoch, String shadowDatabase, String owner, Instant at)
      implements SessionEvent {}

  /**
   * Keys became marked.
   *
   * @param epoch the epoch
   * @param keys at least one new key of at least one table, at most {@link
   *     SessionState#MAX_KEYS_PER_EVENT} in all
   */
  record RowsMarked(long epoch, Map<TableId, KeySet> keys) implements SessionEvent {

    /** The map is copied. */
    public RowsMarked {
      keys = Map.copyOf(keys);
    }
  }

  /** The table was truncated or localized: prod is not consulted for it any more. */
  record TableDetached(long epoch, TableId table) implements SessionEvent {}

  /** The schema of the session changed. */
  record SchemaChanged(long epoch, SchemaChange change) implements SessionEvent {}

  /**
   * All local rows and changes of the schema were given up for a fresh shadow.
   *
   * @param epoch the epoch that begins
   * @param shadowDatabase name of the database that holds the session's rows from now on
   * @param at when
   */
  record SessionReset(long epoch, String shadowDatabase, Instant at) implements SessionEvent {}

  /** The session ceased to exist; its name may be opened again. */
  record SessionDropped(long epoch, Instant at) implements SessionEvent {}
}
