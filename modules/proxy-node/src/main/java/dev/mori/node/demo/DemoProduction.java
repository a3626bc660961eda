package dev.mori.node.demo;

import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A PostgreSQL server of the demo's own with the shop in it, thrown away at the end. */
final class DemoProduction implements AutoCloseable {
  /** Role of the application; it can only read. */
  static final String ROLE = "shop";

  static final String DATABASE = "shop";
  private static final String PASSWORD = "shop";

  private final EmbeddedPostgres server;

  private DemoProduction(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param scale rows as a fraction of the full data set
   * @param readOnly whether the role can only SELECT, as for a production; otherwise it is a
   *     superuser
   */
  static DemoProduction start(double scale, boolean readOnly) throws SQLException {
    EmbeddedPostgres server =
        EmbeddedPostgres.start(
            EmbeddedPostgresOptions.temporary().withSetting("autovacuum", "off"));
    String rights = readOnly ? "" : " SUPERUSER";
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
      statement.execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD + "'" + rights);
    }
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      ShopData.load(connection, scale);
      for (String schema : List.of("public", "warehouse")) {
        statement.execute("GRANT USAGE ON SCHEMA " + schema + " TO " + ROLE);
        statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + ROLE);
        statement.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + ROLE);
      }
      statement.execute("ANALYZE");
    }
    return new DemoProduction(server);
  }

  String host() {
    return server.host();
  }

  int port() {
    return server.port();
  }

  String password() {
    return PASSWORD;
  }

  /** What {@code mori.yaml} says of it. */
  Map<String, String> connection() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("engine", "postgres");
    fields.put("provider", "direct");
    fields.put("host", host());
    fields.put("port", Integer.toString(port()));
    fields.put("user", ROLE);
    fields.put("password", PASSWORD);
    fields.put("database", DATABASE);
    fields.put("ssl_mode", "disable");
    return fields;
  }

  /** For pgjdbc, as the application's role. */
  String url() {
    return "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + DATABASE;
  }

  /** A digest of every table's rows, for proving that nothing has changed. */
  Map<String, String> digests() throws SQLException {
    Map<String, String> digests = new TreeMap<>();
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      for (String table : tables(statement)) {
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text COLLATE \"C\"), '')) FROM "
                    + table
                    + " t")) {
          rows.next();
          digests.put(table, rows.getString(1));
        }
      }
    }
    return digests;
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition"
                + " AND n.nspname IN ('public', 'warehouse') ORDER BY 1")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  @Override
  public void close() {
    server.close();
  }
}
