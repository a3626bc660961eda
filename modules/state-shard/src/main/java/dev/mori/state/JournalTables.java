package dev.mori.state;

import com.typesafe.config.Config;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The tables of the journal: made and brought up to date by ourselves, from numbered scripts.
 *
 * <p>The scripts of a database are {@code journal/<kind>/1.sql}, {@code 2.sql} and so on; {@code
 * mori_schema} holds the number of the last one that ran. A script never changes once it was
 * released. Everything here blocks.
 */
final class JournalTables {

  /** Statements of a script end with a semicolon at the end of a line. */
  private static final String END_OF_STATEMENT = ";\\n";

  /** A database that answers no sooner is as good as gone. */
  private static final String SECONDS = "5";

  /** A snapshot counts as an event without a payload: what it covers may be deleted. */
  private static final String EVENTS =
      "select \"sequence_number\", \"event_ser_manifest\", \"event_payload\""
          + " from \"event_journal\" where \"persistence_id\" = ? and \"sequence_number\" > ?"
          + " and \"deleted\" = false"
          + " union all select max(\"sequence_number\"), '', null from \"snapshot\""
          + " where \"persistence_id\" = ? and \"sequence_number\" > ?"
          + " having max(\"sequence_number\") is not null order by 1, 2 desc";

  private final String url;
  private final String kind;
  private final Properties login = new Properties();

  private JournalTables(String url, String kind, String user, String password) {
    this.url = url;
    this.kind = kind;
    login.setProperty("user", user);
    login.setProperty("password", password);
    if (kind.equals("postgres")) {
      login.setProperty("connectTimeout", SECONDS);
      login.setProperty("socketTimeout", SECONDS);
    }
  }

  static JournalTables of(Config root) {
    Config journal = root.getConfig("mori.state.journal");
    String url = journal.getString("url");
    return new JournalTables(
        url,
        url.startsWith("jdbc:postgresql:") ? "postgres" : "h2",
        journal.getString("user"),
        journal.getString("password"));
  }

  /** Runs the scripts that have not run yet, all of them or none. */
  void bringUpToDate() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock(statement);
      statement.execute(
          "create table if not exists mori_schema (version integer not null primary key)");
      for (int next = version(statement) + 1; ; next++) {
        String script = script(next);
        if (script.isEmpty()) {
          break;
        }
        for (String sql : script.split(END_OF_STATEMENT, -1)) {
          if (!sql.isBlank()) {
            statement.execute(sql);
          }
        }
        statement.execute("insert into mori_schema values (" + next + ")");
      }
      connection.commit();
    }
  }

  /** The names of all sessions that have ever been opened, in no order. */
  List<SessionName> sessions() throws SQLException {
    String prefix = ShadowSession.ENTITY_TYPE + "|";
    try (Connection connection = connect();
        PreparedStatement query = connection.prepareStatement(sessionsQuery())) {
      query.setString(1, prefix + "%");
      query.setString(2, prefix + "%");
      List<SessionName> names = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          if (SessionName.parse(rows.getString(1).substring(prefix.length()))
              instanceof SessionName.Parsed.Valid valid) {
            names.add(valid.name());
          }
        }
      }
      return names;
    }
  }

  /**
   * The events of a session that follow a revision, in their order.
   *
   * @return empty when some of them were deleted because a snapshot holds them
   */
  Optional<List<SessionEvent>> eventsAfter(Connection connection, SessionName name, long revision)
      throws SQLException {
    String id = ShadowSession.ENTITY_TYPE + "|" + name.format();
    List<SessionEvent> events = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(EVENTS)) {
      query.setString(1, id);
      query.setLong(2, revision);
      query.setString(3, id);
      query.setLong(4, revision);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          byte[] payload = rows.getBytes(3);
          long known = revision + events.size();
          if (payload != null && rows.getLong(1) == known + 1) {
            events.add(event(rows.getString(2), payload));
          } else if (payload != null || rows.getLong(1) > known) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(events);
  }

  private static SessionEvent event(String manifest, byte[] payload) throws SQLException {
    return EventCodec.read(manifest, new OctetReader(payload))
        .orElseThrow(() -> new SQLException("the journal holds an event of the form " + manifest));
  }

  private static String sessionsQuery() {
    return "select \"persistence_id\" from \"event_journal\" where \"persistence_id\" like ?"
        + " union select \"persistence_id\" from \"snapshot\" where \"persistence_id\" like ?";
  }

  /** A connection of its own; nothing waits on it for longer than some seconds. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, login);
  }

  /**
   * Several nodes of a cluster may start at once, and {@code create table if not exists} fails
   * where another creates the same table at that moment.
   */
  private void lock(Statement statement) throws SQLException {
    if (kind.equals("postgres")) {
      statement.execute("select pg_advisory_xact_lock(hashtext('mori_schema'))");
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("select coalesce(max(version), 0) from mori_schema")) {
      row.next();
      return row.getInt(1);
    }
  }

  private String script(int number) {
    String name = "journal/" + kind + "/" + number + ".sql";
    try (InputStream in = JournalTables.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
