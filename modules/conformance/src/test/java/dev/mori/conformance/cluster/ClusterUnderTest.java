package dev.mori.conformance.cluster;

import dev.mori.conformance.harness.Servers;
import dev.mori.conformance.wire.Endpoint;
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
import java.util.ArrayList;
import java.util.List;

/** Prod with a small shop, a server for shadows and journal, and nodes that share sessions. */
final class ClusterUnderTest implements AutoCloseable {
  private final Servers servers;
  private final EmbeddedPostgres common;
  private final List<ClusterNode> nodes = new ArrayList<>();

  private ClusterUnderTest(Servers servers, EmbeddedPostgres common) {
    this.servers = servers;
    this.common = common;
  }

  /** Starts all of it, the nodes at the same time; these statements have run on prod. */
  static ClusterUnderTest start(int count, String... statements) throws Exception {
    Servers servers = Servers.start(0.01);
    servers.everywhere(statements);
    EmbeddedPostgres common =
        EmbeddedPostgres.start(
            EmbeddedPostgresOptions.temporary()
                .withSuperuser("mori")
                .withSetting("max_connections", "300"));
    ClusterUnderTest cluster = new ClusterUnderTest(servers, common);
    Path yaml = cluster.describe(count);
    for (int i = 0; i < count; i++) {
      ClusterNode node = new ClusterNode(yaml, i);
      cluster.nodes.add(node);
      node.launch();
    }
    for (ClusterNode node : cluster.nodes) {
      node.awaitReady();
    }
    return cluster;
  }

  private Path describe(int count) throws IOException {
    Path folder = Files.createTempDirectory("mori-cluster");
    Endpoint prod = servers.prod();
    Files.writeString(
        folder.resolve("mori.conf"),
        """
        mori.session.shadow = "postgres://%s:%s@%s:%d/postgres"
        mori.session.sequence-gap = 0
        mori.cluster.size = %d
        mori.node.tls.mode = off
        """
            .formatted(common.superuser(), common.password(), common.host(), common.port(), count));
    return Files.writeString(
        folder.resolve("mori.yaml"),
        """
        version: 1
        connections:
          shop:
            engine: postgres
            provider: direct
            host: %s
            port: %d
            user: %s
            password: %s
            database: %s
            ssl_mode: disable
        """
            .formatted(prod.host(), prod.port(), prod.user(), prod.password(), prod.database()));
  }

  int size() {
    return nodes.size();
  }

  ClusterNode node(int index) {
    return nodes.get(index);
  }

  /** Where clients of a node connect. */
  Endpoint endpoint(int index) {
    return nodes.get(index).endpoint(servers.prod());
  }

  /** A connection to a node, over the JDBC driver. */
  Connection connect(int index) throws SQLException {
    return connect(index, "");
  }

  /** A connection with further settings of the driver. */
  Connection connect(int index, String settings) throws SQLException {
    Endpoint at = endpoint(index);
    return DriverManager.getConnection(
        at.jdbcUrl() + "?connectTimeout=5&socketTimeout=60" + settings, at.user(), at.password());
  }

  Servers servers() {
    return servers;
  }

  /** {@code mori reset} of a node. */
  void reset(int index) throws IOException, InterruptedException {
    nodes.get(index).mori("reset", "--connection");
  }

  /** The index of the node that has the session's entity. */
  int owner(String session) throws SQLException {
    try (Connection journal = common.connect("mori_journal");
        Statement statement = journal.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT n.address FROM mori_owner o JOIN mori_node n USING (node) WHERE o.session = 'shop/"
                    + session
                    + "'")) {
      if (row.next()) {
        String address = row.getString(1);
        for (int i = 0; i < nodes.size(); i++) {
          if (nodes.get(i).address().equals(address)) {
            return i;
          }
        }
      }
      throw new IllegalStateException("session " + session + " has no owner that is there");
    }
  }

  @Override
  public void close() {
    try {
      for (ClusterNode node : nodes) {
        node.signal("CONT");
        node.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    common.close();
    servers.close();
  }
}
