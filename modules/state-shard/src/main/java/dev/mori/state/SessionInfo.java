package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;
import dev.mori.overlay.session.TableId;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of a session without opening it.
 *
 * @param name the session
 * @param epoch current epoch, from 1; the number of resets is one less for a name that was never
 *     dropped
 * @param revision number of its events so far
 * @param shadowDatabase name of the database that holds its rows
 * @param origin who made it and when
 * @param schema how its schema has changed
 * @param tables the tables that may hold local rows
 */
public record SessionInfo(
    SessionName name,
    long epoch,
    long revision,
    String shadowDatabase,
    SessionState.Origin origin,
    SessionState.Schema schema,
    Map<TableId, TableCount> tables) {

  /** The map is copied. */
  public SessionInfo {
    tables = Map.copyOf(tables);
  }

  static SessionInfo of(SessionName name, SessionState.Open state) {
    Map<TableId, TableCount> tables = new TreeMap<>();
    state
        .marks()
        .tables()
        .forEach(
            (table, marks) ->
                tables.put(table, new TableCount(marks.keys().size(), marks.detached())));
    return new SessionInfo(
        name,
        state.epoch(),
        state.revision(),
        state.shadowDatabase(),
        state.origin(),
        state.schema(),
        tables);
  }

  /**
   * How much of a table may be local.
   *
   * @param markedKeys number of marked keys, at least that of the local keys; 0 when detached
   * @param detached whether the table lives in the shadow alone
   */
  public record TableCount(long markedKeys, boolean detached) {}
}
