package dev.mori.admin;

/**
 * What can be asked of a running node. Each operation is defined once here and has an HTTP route
 * and a verb of the command line.
 */
public sealed interface Operation {

  /** About a session that exists. */
  sealed interface OnSession extends Operation {
    /** Its name within the connection. */
    String session();
  }

  /** What the node is and how it does. */
  record Status() implements Operation {}

  /** The nodes that serve the connection together. */
  record ListNodes() implements Operation {}

  /** The clients that are connected to this node. */
  record ListClients() implements Operation {}

  /** Every session. */
  record ListSessions() implements Operation {}

  /** Make a session, without connecting to it; one that is there stays as it is. */
  record CreateSession(
      @Takes("the new session") String session,
      @Takes(value = "who it is for, for people", otherwise = "mori") String owner)
      implements Operation {}

  /** One session with its tables. */
  record InspectSession(@Takes("the session") String session) implements OnSession {}

  /** The tables of a session that are not clean, with what is local of each. */
  record ListTables(@Takes("the session") String session) implements OnSession {}

  /** One table of a session. */
  record InspectTable(
      @Takes("the session") String session,
      @Takes("name or schema.name, as prod spells it") String table)
      implements OnSession {}

  /** The keys of a table that a session has written. */
  record ListKeys(
      @Takes("the session") String session,
      @Takes("name or schema.name, as prod spells it") String table,
      @Takes(value = "how many keys to leave out, in their order", otherwise = "0") int offset,
      @Takes(value = "at most this many keys", otherwise = "100") int limit)
      implements OnSession {}

  /** Give up everything a session has changed. */
  record ResetSession(@Takes("the session") String session) implements OnSession {}

  /** End a session for good. */
  record DropSession(
      @Takes("the session") String session,
      @Takes(value = "also when clients are connected to it", otherwise = "false") boolean force)
      implements OnSession {}

  /** The activity log. */
  record ReadLog(
      @Takes(value = "at most this many lines, the newest", otherwise = "100") int tail,
      @Takes(value = "only lines with a larger number", otherwise = "0") long after)
      implements Operation {}

  /** Who has changed what over the admin API. */
  record ReadAudit(
      @Takes(value = "at most this many lines, the newest", otherwise = "100") int tail,
      @Takes(value = "only lines with a larger number", otherwise = "0") long after)
      implements Operation {}

  /** Stop the node. */
  record Stop() implements Operation {}
}
