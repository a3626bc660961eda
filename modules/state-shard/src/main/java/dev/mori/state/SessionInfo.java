package dev.mori.state;

import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;

/**
 * What is known of a session without opening it.
 *
 * @param name the session
 * @param epoch current epoch, from 1; the number of resets is one less for a name that was never dropped
 * @param revision number of its events so far
 * @param shadowDatabase name of the database that holds its rows
 * @param origin who made it and when
 * @param schema how its schema has changed
 * @param marks what may be local
 */
public record SessionInfo(
    SessionName name,
    long epoch,
    long revision,
    String shadowDatabase,
    SessionState.Origin origin,
    SessionState.Schema schema,
    Marks marks) {

  static SessionInfo of(SessionName name, SessionState.Open state) {
    return new SessionInfo(
        name, state.epoch(), state.revision(), state.shadowDatabase(), state.origin(), state.schema(), state.marks());
  }
}
