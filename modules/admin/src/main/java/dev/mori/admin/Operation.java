package dev.mori.admin;

/**
 * What can be asked of a running node. Each operation is defined once here and has an HTTP route
 * and a verb of the command line.
 */
public sealed interface Operation {

  /** What the node is and how it does. */
  record Status() implements Operation {}

  /** Every session. */
  record ListSessions() implements Operation {}

  /** One session with its tables. */
  record InspectSession(String session) implements Operation {}

  /**
   * One table of a session.
   *
   * @param table {@code name} or {@code schema.name}
   */
  record InspectTable(String session, String table) implements Operation {}

  /** Give up everything a session has changed. */
  record ResetSession(String session) implements Operation {}

  /** End a session for good. */
  record DropSession(String session) implements Operation {}

  /**
   * The activity log.
   *
   * @param tail at most this many lines
   * @param after only lines with a larger number; 0 for all
   */
  record ReadLog(int tail, long after) implements Operation {}

  /** Stop the node. */
  record Stop() implements Operation {}
}
