package dev.mori.node.shadow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What exists on a shadow server, kept in its database {@value #DATABASE}. A database is registered
 * as {@code building} before it is created and as {@code dropping} before it is dropped, so that a
 * crash in between leaves a row that tells what to clean up.
 */
final class ShadowRegistry implements AutoCloseable {

  static final String DATABASE = "mori_meta";

  private static final String TABLES =
      """
      CREATE SCHEMA IF NOT EXISTS mori;
      CREATE TABLE IF NOT EXISTS mori.databases (
        name text PRIMARY KEY,
        connection text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('building', 'template', 'spare', 'session', 'dropping')),
        session text,
        epoch bigint,
        fingerprint text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now());
      CREATE TABLE IF NOT EXISTS mori.epochs (
        connection text, session text, last bigint NOT NULL, PRIMARY KEY (connection, session));
      CREATE TABLE IF NOT EXISTS mori.logins (role text PRIMARY KEY, password text NOT NULL);
      """;

  /** Of clients' logins. Row security is mori's to apply: rows are copied whole. */
  private static final String RIGHTS =
      "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS INHERIT";

  private final Connection meta;
  private final String connection;

  private ShadowRegistry(Connection meta, String connection) {
    this.meta = meta;
    this.connection = connection;
  }

  /** Connects, making the database at the first use. */
  static ShadowRegistry open(PostgresAddress admin, String connection) throws SQLException {
    try {
      return new ShadowRegistry(admin.withDatabase(DATABASE).connect(), connection);
    } catch (SQLException e) {
      if (!"3D000".equals(e.getSQLState())) {
        throw e;
      }
    }
    try (Connection server = admin.connect()) {
      Sql.run(server, "CREATE DATABASE " + DATABASE + " TEMPLATE template0");
    } catch (SQLException e) {
      if (!"42P04".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) {
        throw e;
      }
    }
    return new ShadowRegistry(admin.withDatabase(DATABASE).connect(), connection);
  }

  /** Makes the tables; one process at a time. */
  void prepare() throws SQLException {
    Sql.run(meta, "SELECT pg_advisory_lock(hashtext('mori'), 0)");
    try {
      Sql.run(meta, "REVOKE CONNECT ON DATABASE " + DATABASE + " FROM PUBLIC");
      Sql.run(meta, TABLES);
    } finally {
      Sql.run(meta, "SELECT pg_advisory_unlock(hashtext('mori'), 0)");
    }
  }

  /** Waits until no other process builds databases for this connection, until {@link #unlock}. */
  void lock() throws SQLException {
    query("SELECT pg_advisory_lock(hashtext('mori'), hashtext(?))", connection);
  }

  void unlock() throws SQLException {
    query("SELECT pg_advisory_unlock(hashtext('mori'), hashtext(?))", connection);
  }

  private List<List<@Nullable String>> query(String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = meta.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<List<@Nullable String>> all = new ArrayList<>();
      if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          int width = rows.getMetaData().getColumnCount();
          while (rows.next()) {
            List<@Nullable String> row = new ArrayList<>(width);
            for (int column = 1; column <= width; column++) {
              row.add(rows.getString(column));
            }
            all.add(row);
          }
        }
      }
      return all;
    }
  }

  void register(String name, String fingerprint) throws SQLException {
    query(
        "INSERT INTO mori.databases (name, connection, kind, fingerprint)"
            + " VALUES (?, ?, 'building', ?)",
        name,
        connection,
        fingerprint);
  }

  void become(String name, String kind) throws SQLException {
    query("UPDATE mori.databases SET kind = ? WHERE name = ?", kind, name);
  }

  void forget(String name) throws SQLException {
    query("DELETE FROM mori.databases WHERE name = ?", name);
  }

  /** Names of this connection's databases of a kind. */
  List<String> names(String kind) throws SQLException {
    return first(
        query(
            "SELECT name FROM mori.databases WHERE connection = ? AND kind = ? ORDER BY created_at",
            connection,
            kind));
  }

  /** Templates and spares that were made from another schema of prod. */
  List<String> outdated(String fingerprint) throws SQLException {
    return first(
        query(
            "SELECT name FROM mori.databases WHERE connection = ? AND kind IN ('template', 'spare')"
                + " AND fingerprint <> ?",
            connection,
            fingerprint));
  }

  Optional<String> template(String fingerprint) throws SQLException {
    return first(
            query(
                "SELECT name FROM mori.databases WHERE connection = ? AND kind = 'template'"
                    + " AND fingerprint = ?",
                connection,
                fingerprint))
        .stream()
        .findFirst();
  }

  /** Gives a spare to a session; empty when there is none. Two takers never get the same. */
  Optional<ShadowDatabase> take(String session, String fingerprint) throws SQLException {
    return databases(
            query(
                "WITH spare AS (SELECT name FROM mori.databases WHERE connection = ? AND kind ="
                    + " 'spare' AND fingerprint = ? ORDER BY created_at LIMIT 1 FOR UPDATE SKIP"
                    + " LOCKED), counted AS (INSERT INTO mori.epochs AS e SELECT ?, ?, 1 WHERE"
                    + " EXISTS (SELECT 1 FROM spare) ON CONFLICT (connection, session) DO UPDATE"
                    + " SET last = e.last + 1 RETURNING last) UPDATE mori.databases d SET kind ="
                    + " 'session', session = ?, epoch = c.last, created_at = clock_timestamp() FROM"
                    + " spare s, counted c WHERE d.name = s.name RETURNING d.name, d.session,"
                    + " d.epoch, d.fingerprint, extract(epoch FROM d.created_at) * 1000",
                connection,
                fingerprint,
                connection,
                session,
                session))
        .stream()
        .findFirst();
  }

  /** Connections to a database that are not mori's own. */
  int clients(String database) throws SQLException {
    return Integer.parseInt(
        first(
                query(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND backend_type ="
                        + " 'client backend' AND application_name NOT IN ('mori', 'mori-hydrator')",
                    database))
            .getFirst());
  }

  /** The databases of sessions, oldest first. */
  List<ShadowDatabase> sessions() throws SQLException {
    return databases(
        query(
            "SELECT name, session, epoch, fingerprint, extract(epoch FROM created_at) * 1000 FROM"
                + " mori.databases WHERE connection = ? AND kind = 'session' ORDER BY created_at",
            connection));
  }

  /** Octets of the databases of sessions, those of earlier epochs included. */
  Map<String, Long> sizes() throws SQLException {
    Map<String, Long> sizes = new TreeMap<>();
    for (List<@Nullable String> row :
        query(
            "SELECT r.session, pg_database_size(d.oid) FROM mori.databases r"
                + " JOIN pg_database d ON d.datname = r.name"
                + " WHERE r.connection = ? AND r.kind = 'session'",
            connection)) {
      sizes.merge(
          Objects.requireNonNull(row.get(0)),
          Long.valueOf(Objects.requireNonNull(row.get(1))),
          Long::sum);
    }
    return sizes;
  }

  /** The password of a role that mori made; empty when it is not mori's. */
  Optional<String> password(String role) throws SQLException {
    return first(query("SELECT password FROM mori.logins WHERE role = ?", role)).stream()
        .findFirst();
  }

  /**
   * Makes a role a login of mori's and remembers its password. It may do what the owner of a
   * database may, on every row, and nothing to the server.
   */
  void createLogin(String role, String password, boolean absent) throws SQLException {
    meta.setAutoCommit(false);
    try {
      Sql.run(
          meta,
          (absent ? "CREATE ROLE " : "ALTER ROLE ")
              + Sql.name(role)
              + " LOGIN "
              + RIGHTS
              + " PASSWORD "
              + Sql.text(password));
      query("INSERT INTO mori.logins VALUES (?, ?)", role, password);
      meta.commit();
    } catch (SQLException e) {
      meta.rollback();
      throw e;
    } finally {
      meta.setAutoCommit(true);
    }
  }

  /** Takes rights from a login of mori's that it should not have. */
  void restrict(String role) throws SQLException {
    Sql.run(meta, "ALTER ROLE " + Sql.name(role) + " " + RIGHTS);
    // Harmless in a database of one's own, and scripts set them. Before 15 no server can grant it.
    if (meta.getMetaData().getDatabaseMajorVersion() >= 15) {
      Sql.run(
          meta,
          "GRANT SET ON PARAMETER session_replication_role, lc_messages TO " + Sql.name(role));
    }
  }

  /** The connection to the registry's database, for statements on the whole server. */
  Connection server() {
    return meta;
  }

  private static List<String> first(List<List<@Nullable String>> rows) {
    List<String> values = new ArrayList<>();
    for (List<@Nullable String> row : rows) {
      values.add(text(row, 0));
    }
    return values;
  }

  private static List<ShadowDatabase> databases(List<List<@Nullable String>> rows) {
    List<ShadowDatabase> databases = new ArrayList<>();
    for (List<@Nullable String> row : rows) {
      databases.add(
          new ShadowDatabase(
              text(row, 0),
              text(row, 1),
              Long.parseLong(text(row, 2)),
              text(row, 3),
              Instant.ofEpochMilli((long) Double.parseDouble(text(row, 4)))));
    }
    return databases;
  }

  private static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    return value == null ? "" : value;
  }

  @Override
  public void close() throws SQLException {
    meta.close();
  }
}
