package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and owners of sessions as the journal's database keeps them. A node is there while its row
 * is; a session belongs to the node its row names, and is free when that node is not there.
 *
 * <p>A row of a node is made before any session names it and never again, so who sees no row for a
 * name that stands in a session's row knows that the node is gone for good. Everything here blocks;
 * used by one thread.
 */
final class RightsTable implements AutoCloseable {

  private final JournalTables journal;
  private @Nullable Connection connection;

  RightsTable(JournalTables journal) {
    this.journal = journal;
  }

  /** Makes a node's row. */
  void enter(String node, String cluster, String address, boolean member) throws SQLException {
    update("insert into \"mori_node\" values (?, ?, ?, ?, 0)", node, cluster, address, member);
  }

  /** The addresses of a cluster's members, sorted; some of them may be gone already. */
  List<String> members(String cluster) throws SQLException {
    try (PreparedStatement query =
        connected()
            .prepareStatement(
                "select \"address\" from \"mori_node\" where \"cluster\" = ? and \"member\""
                    + " order by 1")) {
      query.setString(1, cluster);
      try (ResultSet rows = query.executeQuery()) {
        List<String> addresses = new ArrayList<>();
        while (rows.next()) {
          addresses.add(rows.getString(1));
        }
        return addresses;
      }
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** The node is a member of its cluster now. */
  void joined(String node) throws SQLException {
    update("update \"mori_node\" set \"member\" = true where \"node\" = ?", node);
  }

  /** Makes the node the first member; false when the cluster has members, or had until now. */
  boolean found(String node, String cluster) throws SQLException {
    Connection on = connected();
    try {
      on.setAutoCommit(false);
      try (Statement lock = on.createStatement()) {
        lock.execute("lock table \"mori_node\" in share row exclusive mode");
      }
      boolean first = members(cluster).isEmpty();
      if (first) {
        joined(node);
      }
      on.commit();
      on.setAutoCommit(true);
      return first;
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** Renews a node's right; false when others have found it silent for too long. */
  boolean beat(String node) throws SQLException {
    return update("update \"mori_node\" set \"beat\" = \"beat\" + 1 where \"node\" = ?", node) == 1;
  }

  /** All nodes with the numbers of their last renewals. */
  Map<String, Long> beats() throws SQLException {
    try (PreparedStatement query =
            connected().prepareStatement("select \"node\", \"beat\" from \"mori_node\"");
        ResultSet rows = query.executeQuery()) {
      Map<String, Long> beats = new HashMap<>();
      while (rows.next()) {
        beats.put(rows.getString(1), rows.getLong(2));
      }
      return beats;
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** Ends a node's right unless it has been renewed since. */
  boolean expel(String node, long beat) throws SQLException {
    return update("delete from \"mori_node\" where \"node\" = ? and \"beat\" = ?", node, beat) == 1;
  }

  /** Ends a node's right. */
  void leave(String node) throws SQLException {
    update("delete from \"mori_node\" where \"node\" = ?", node);
  }

  /**
   * Makes a session the node's.
   *
   * @return false when it belongs to another node that is there, or to a younger taking
   */
  boolean take(SessionName session, RightRules.Taking taking) throws SQLException {
    Connection on = connected();
    try {
      on.setAutoCommit(false);
      RightRules.Taking owner = owner(on, session);
      boolean taken = mayTake(on, taking, owner) && write(on, session, taking, owner == null);
      on.commit();
      on.setAutoCommit(true);
      return taken;
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** Looks after the session's row was locked, so that a node which entered before is seen. */
  private static boolean mayTake(
      Connection on, RightRules.Taking taking, RightRules.@Nullable Taking owner)
      throws SQLException {
    if (owner == null) {
      return true;
    }
    return owner.node().equals(taking.node())
        ? owner.number() <= taking.number()
        : !isThere(on, owner.node());
  }

  private static RightRules.@Nullable Taking owner(Connection on, SessionName session)
      throws SQLException {
    try (PreparedStatement query =
        on.prepareStatement(
            "select \"node\", \"taking\" from \"mori_owner\" where \"session\" = ? for update")) {
      query.setString(1, session.format());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? new RightRules.Taking(row.getString(1), row.getLong(2)) : null;
      }
    }
  }

  private static boolean isThere(Connection on, String node) throws SQLException {
    try (PreparedStatement query =
        on.prepareStatement("select 1 from \"mori_node\" where \"node\" = ?")) {
      query.setString(1, node);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  private static boolean write(
      Connection on, SessionName session, RightRules.Taking taking, boolean fresh)
      throws SQLException {
    try (PreparedStatement change =
        on.prepareStatement(
            fresh
                ? "insert into \"mori_owner\" (\"node\", \"taking\", \"session\")"
                    + " values (?, ?, ?) on conflict do nothing"
                : "update \"mori_owner\" set \"node\" = ?, \"taking\" = ?"
                    + " where \"session\" = ?")) {
      change.setString(1, taking.node());
      change.setLong(2, taking.number());
      change.setString(3, session.format());
      return change.executeUpdate() == 1;
    }
  }

  /** Frees a session unless something else than this taking has it. */
  void release(SessionName session, RightRules.Taking taking) throws SQLException {
    update(
        "delete from \"mori_owner\" where \"session\" = ? and \"node\" = ? and \"taking\" = ?",
        session.format(),
        taking.node(),
        taking.number());
  }

  /** Frees what a node has and nobody there knows of. */
  void release(RightRules.Leftovers leftovers) throws SQLException {
    update(
        "delete from \"mori_owner\" where \"node\" = ? and \"taking\" <= ?"
            + " and \"taking\" <> all (?)",
        leftovers.node(),
        leftovers.upTo(),
        connected().createArrayOf("bigint", leftovers.held().toArray()));
  }

  private int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connected().prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private Connection connected() throws SQLException {
    Connection known = connection;
    if (known == null) {
      known = journal.connect();
      known.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection = known;
    }
    return known;
  }

  private SQLException broken(SQLException e) {
    close();
    return e;
  }

  @Override
  public void close() {
    Connection known = connection;
    connection = null;
    if (known != null) {
      try {
        known.close();
      } catch (SQLException e) {
        // It is given up anyway.
        org.slf4j.LoggerFactory.getLogger(RightsTable.class).debug("closing", e);
      }
    }
  }
}
