package dev.mori.node.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.cli.NodeProgram.Launch;
import dev.mori.admin.cli.NodeProgram.Ports;
import dev.mori.admin.config.NodeConfig;
import dev.mori.admin.config.Secret;
import dev.mori.admin.home.NodeFolder;
import dev.mori.admin.http.AdminClient;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.OptionalInt;

/** Production with a database {@code shop} and a node of this process before it, with its API. */
final class LiveShop implements AutoCloseable {
  final EmbeddedPostgres prod;
  final LiveNode node;
  final NodeFolder folder;

  private LiveShop(EmbeddedPostgres prod, LiveNode node, NodeFolder folder) {
    this.prod = prod;
    this.node = node;
    this.folder = folder;
  }

  /**
   * Starts both.
   *
   * @param home an empty folder
   * @param conf the text of mori.conf
   * @param schema what makes production; a role {@code reader} may read all of it
   */
  static LiveShop start(Path home, String conf, String... schema) throws Exception {
    return start(home, conf, Map.of(), schema);
  }

  static LiveShop start(Path home, String conf, Map<String, String> environment, String... schema)
      throws Exception {
    EmbeddedPostgres prod = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    onServer(prod, "postgres", "CREATE DATABASE shop", "CREATE ROLE reader LOGIN PASSWORD 'lesen'");
    onServer(prod, "shop", schema);
    onServer(prod, "shop", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");
    Path file = Files.writeString(home.resolve("mori.conf"), conf);
    if (!(NodeConfig.read(file, environment) instanceof NodeConfig.Outcome.Read read)) {
      throw new IllegalArgumentException("mori.conf is wrong: " + conf);
    }
    NodeFolder folder = new NodeFolder(home.resolve("shop"));
    folder.create();
    return new LiveShop(prod, node(prod, folder, read.config()), folder);
  }

  private static LiveNode node(EmbeddedPostgres prod, NodeFolder folder, NodeConfig config) {
    try {
      return LiveNode.start(
          new Launch(
              new dev.mori.admin.config.Connection(
                  "shop",
                  prod.host(),
                  prod.port(),
                  "shop",
                  "reader",
                  Secret.of("lesen"),
                  "prefer",
                  Map.of()),
              folder,
              config,
              new Ports(OptionalInt.empty(), OptionalInt.empty())),
          progress -> {});
    } catch (RuntimeException e) {
      prod.close();
      throw e;
    }
  }

  private static void onServer(EmbeddedPostgres prod, String database, String... statements)
      throws SQLException {
    try (Connection connection = prod.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Where the API is on this machine. */
  String api() {
    return "http://127.0.0.1:" + node.running().adminPort();
  }

  /** Asks with the token of the node's folder. */
  Reply ask(Operation operation) throws IOException {
    return new AdminClient(api(), folder.token().orElseThrow()).perform(operation);
  }

  /** A client of a session. */
  Connection client(String session) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/shop@%s?user=reader"
            .formatted(node.running().port(), session));
  }

  /** Runs statements as one client of a session. */
  void run(String session, String... statements) throws SQLException {
    try (Connection client = client(session);
        Statement statement = client.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first value of a query in a session. */
  String value(String session, String sql) throws SQLException {
    try (Connection client = client(session);
        Statement statement = client.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  @Override
  public void close() {
    node.close();
    prod.close();
  }
}
