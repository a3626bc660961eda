package dev.mori.admin;

import java.util.List;

/**
 * What a node says to an {@link Operation}. Times are ISO 8601 in UTC; no reply holds a secret or a
 * row's value.
 */
public sealed interface Reply {

  /**
   * What the node is and how it does.
   *
   * @param connection the connection's name
   * @param prod {@code user@host:port/database}
   * @param shadow where shadows live, for people
   * @param listen where clients connect
   * @param clients connected now
   * @param process which program this is
   */
  record Status(
      String connection, String prod, String shadow, Listen listen, int clients, Program process)
      implements Reply {}

  /**
   * Where clients connect.
   *
   * @param host address
   * @param port its port
   * @param adminPort port of the admin API on 127.0.0.1
   * @param session session of clients that name none
   */
  record Listen(String host, int port, int adminPort, String session) {}

  /**
   * Which program runs.
   *
   * @param version mori's
   * @param pid process id
   * @param startedAt when it became ready
   * @param uptimeSeconds since then
   */
  record Program(String version, long pid, String startedAt, long uptimeSeconds) {}

  /** The nodes that serve the connection together, ordered by address. */
  record Nodes(List<NodeState> nodes) implements Reply {
    /** The list is copied. */
    public Nodes {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * One node.
   *
   * @param address where the other nodes reach it; {@code local} for a node alone
   * @param state {@code up}, {@code joining}, {@code leaving}, {@code unreachable} and so on
   * @param self whether it is the one that answers
   * @param sessions the sessions that this node decides about now
   */
  record NodeState(String address, String state, boolean self, List<String> sessions) {
    /** The list is copied. */
    public NodeState {
      sessions = List.copyOf(sessions);
    }
  }

  /** The clients that are connected to this node, ordered by process id. */
  record Clients(List<Client> clients) implements Reply {
    /** The list is copied. */
    public Clients {
      clients = List.copyOf(clients);
    }
  }

  /**
   * One client.
   *
   * @param processId as the client knows it, for cancelling
   * @param session the session it works in
   * @param user the role it named
   * @param application the {@code application_name} it started with; may be empty
   * @param remote its address and port
   * @param encrypted whether it speaks TLS
   * @param connectedAt when it was let in
   */
  record Client(
      int processId,
      String session,
      String user,
      String application,
      String remote,
      boolean encrypted,
      String connectedAt) {}

  /** Every session, ordered by name. */
  record Sessions(List<Session> sessions) implements Reply {
    /** The list is copied. */
    public Sessions {
      sessions = List.copyOf(sessions);
    }
  }

  /**
   * One session.
   *
   * @param name within the connection
   * @param epoch from 1; grows with each reset
   * @param revision number of its events
   * @param shadowDatabase the database that holds its rows
   * @param origin who made it and when
   * @param tables those that are not clean
   * @param schemaChanges oldest first
   */
  record Session(
      String name,
      long epoch,
      long revision,
      String shadowDatabase,
      Origin origin,
      List<TableMark> tables,
      List<SchemaChange> schemaChanges)
      implements Reply {
    /** The lists are copied. */
    public Session {
      tables = List.copyOf(tables);
      schemaChanges = List.copyOf(schemaChanges);
    }
  }

  /** Who made a session, and when. */
  record Origin(String owner, String createdAt) {}

  /**
   * A table that is not clean.
   *
   * @param table {@code schema.name}
   * @param state {@code dirty} or {@code detached}
   * @param markedKeys keys that may be local
   */
  record TableMark(String table, String state, long markedKeys) {}

  /** A change of the session's schema, without the statement's text. */
  record SchemaChange(long version, String what, String at) {}

  /** The tables of a session that are not clean, ordered by name. */
  record Tables(String session, List<TableSummary> tables) implements Reply {
    /** The list is copied. */
    public Tables {
      tables = List.copyOf(tables);
    }
  }

  /**
   * How much of a table is local, and how many columns are not prod's.
   *
   * @param table {@code schema.name}
   * @param state as in {@link Table#state}
   * @param rows what is local
   * @param differences how many ways it differs from prod's table
   */
  record TableSummary(String table, String state, LocalRows rows, int differences) {}

  /**
   * Keys of a table that a session has written, in the order of the key.
   *
   * @param session the session
   * @param table {@code schema.name}
   * @param columns the key's columns
   * @param keys some of them
   * @param total how many there are
   */
  record Keys(String session, String table, List<String> columns, List<LocalKey> keys, long total)
      implements Reply {
    /** The lists are copied. */
    public Keys {
      columns = List.copyOf(columns);
      keys = List.copyOf(keys);
    }
  }

  /**
   * A key that a session has written.
   *
   * @param values the key's values as texts
   * @param state {@code changed}, {@code inserted} or {@code deleted}
   */
  record LocalKey(List<String> values, String state) {
    /** The list is copied. */
    public LocalKey {
      values = List.copyOf(values);
    }
  }

  /**
   * One table of a session.
   *
   * @param session the session
   * @param table {@code schema.name}
   * @param state {@code clean} (prod answers), {@code dirty} (prod and local rows are merged) or
   *     {@code detached} (the shadow answers alone)
   * @param keyColumns empty when it has no key
   * @param rows what is local
   * @param differences how it differs from prod's table, as sentences
   * @param drift what prod has done meanwhile to rows that were written here
   */
  record Table(
      String session,
      String table,
      String state,
      List<String> keyColumns,
      LocalRows rows,
      List<String> differences,
      Drift drift)
      implements Reply {
    /** The lists are copied. */
    public Table {
      keyColumns = List.copyOf(keyColumns);
      differences = List.copyOf(differences);
    }
  }

  /**
   * How much of a table is local.
   *
   * @param markedKeys keys that may be local
   * @param localRows rows changed or inserted here; of a detached table, all its rows
   * @param tombstones keys deleted here
   * @param hydrated rows that were copied from prod
   */
  record LocalRows(long markedKeys, long localRows, long tombstones, long hydrated) {}

  /**
   * Rows that the session has written and that are otherwise on prod than they were then.
   *
   * @param compared how many keys were looked at
   * @param rows how many have drifted
   * @param some the first of them
   * @param obstacle why it cannot be told; empty when it can
   */
  record Drift(long compared, long rows, List<DriftedRow> some, String obstacle) {
    /** Nothing to compare. */
    public static final Drift NONE = new Drift(0, 0, List.of(), "");

    /** The list is copied. */
    public Drift {
      some = List.copyOf(some);
    }

    /** It cannot be told. */
    public static Drift unknown(String obstacle) {
      return new Drift(0, 0, List.of(), obstacle);
    }
  }

  /**
   * One of them. A digest is the MD5 of the row's text in hexadecimal.
   *
   * @param key the key's values
   * @param before digest of prod's row when the session wrote it first; empty when there was none
   * @param now digest of prod's row now; empty when there is none
   */
  record DriftedRow(List<String> key, String before, String now) {
    /** The list is copied. */
    public DriftedRow {
      key = List.copyOf(key);
    }
  }

  /**
   * A session was changed.
   *
   * @param session the session
   * @param change {@code created}, {@code kept} when it was there already, {@code reset} or {@code
   *     dropped}
   * @param epoch the epoch now
   */
  record Changed(String session, String change, long epoch) implements Reply {}

  /**
   * A part of the activity log.
   *
   * @param lines oldest first
   * @param next give this as {@code after} to go on
   */
  record Log(List<Line> lines, long next) implements Reply {
    /** The list is copied. */
    public Log {
      lines = List.copyOf(lines);
    }
  }

  /**
   * One decision.
   *
   * @param number grows by one
   * @param at when
   * @param session which session
   * @param strategy the decision
   * @param statement kind of the statement and its tables; no values
   * @param millis how long, negative when not measured
   */
  record Line(
      long number, String at, String session, String strategy, String statement, double millis) {}

  /**
   * A part of the audit log.
   *
   * @param entries oldest first
   * @param next give this as {@code after} to go on
   */
  record Audit(List<AuditEntry> entries, long next) implements Reply {
    /** The list is copied. */
    public Audit {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Somebody has changed something, or wanted to.
   *
   * @param number grows by one
   * @param at when it was answered
   * @param who the name of the token
   * @param role what the token allows
   * @param change the operation
   * @param session the session it was about; empty for none
   * @param outcome {@code done}, or why not
   */
  record AuditEntry(
      long number,
      String at,
      String who,
      String role,
      String change,
      String session,
      String outcome) {}

  /** The node stops. */
  record Stopping(String connection) implements Reply {}

  /**
   * It could not be done.
   *
   * @param kind why, for a program
   * @param sentence for people
   */
  record Failed(Kind kind, String sentence) implements Reply {
    /** Why, for a program. */
    public enum Kind {
      /** There is no such session, table or operation. */
      NOT_FOUND,
      /** The request makes no sense. */
      BAD_REQUEST,
      /** The token is missing or wrong. */
      UNAUTHORIZED,
      /** The token's role may not do it. */
      FORBIDDEN,
      /** The route takes other methods. */
      METHOD,
      /** The caller accepts no form the answer has. */
      NOT_ACCEPTABLE,
      /** What there is stands against it. */
      CONFLICT,
      /** The body is too long. */
      TOO_LARGE,
      /** The body is no JSON. */
      MEDIA_TYPE,
      /** The idempotency key was used for another request. */
      KEY_REUSED,
      /** Not now; trying again may help. */
      UNAVAILABLE,
      /** A bug; the node's log has more. */
      INTERNAL
    }
  }
}
