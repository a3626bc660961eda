package dev.mori.conformance.cluster;

import static org.awaitility.Awaitility.await;

import dev.mori.admin.config.ConnectionsText;
import dev.mori.conformance.harness.Servers;
import dev.mori.conformance.wire.Endpoint;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Prod with a small shop, a server for shadows and journal, and nodes that share sessions. */
final class ClusterUnderTest implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Servers servers;
  private final EmbeddedPostgres common;
  private final List<ClusterNode> nodes;
  private final Network network;

  private ClusterUnderTest(
      Servers servers, EmbeddedPostgres common, List<ClusterNode> nodes, Network network) {
    this.servers = servers;
    this.common = common;
    this.nodes = nodes;
    this.network = network;
  }

  /**
   * How the nodes are.
   *
   * @param count how many
   * @param tls a folder for {@code mori.cluster.tls}; empty for none
   * @param options of their JVMs
   */
  private record Kind(int count, String tls, List<String> options) {}

  /** Starts all of it, the nodes at the same time; these statements have run on prod. */
  static ClusterUnderTest start(int count, String... statements) throws Exception {
    return start(new Kind(count, "", List.of()), statements);
  }

  /** The same with TLS between the nodes. */
  static ClusterUnderTest startWithTls(int count, String... statements) throws Exception {
    Path folder = Files.createTempDirectory("mori-cluster-tls");
    return start(new Kind(count, NodeCertificate.make(folder).toString(), List.of()), statements);
  }

  /** The same with nodes that break a rule: {@link LateMarks}. */
  static ClusterUnderTest startBroken(int count, String... statements) throws Exception {
    Path folder = Files.createTempDirectory("mori-cluster-broken");
    return start(new Kind(count, "", List.of(LateMarks.option(folder))), statements);
  }

  private static ClusterUnderTest start(Kind kind, String... statements) throws Exception {
    Servers servers = Servers.start(0.01);
    servers.everywhere(statements);
    EmbeddedPostgres common =
        EmbeddedPostgres.start(
            EmbeddedPostgresOptions.temporary()
                .withSuperuser("mori")
                .withSetting("synchronous_commit", "on")
                .withSetting("max_connections", "300"));
    Path yaml = describe(servers.prod(), common, kind.count(), kind.tls());
    List<ClusterNode> nodes = new ArrayList<>();
    for (int i = 0; i < kind.count(); i++) {
      nodes.add(new ClusterNode(yaml, i, kind.options()));
    }
    Network network =
        new Network(
            yaml,
            nodes.stream().map(ClusterNode::clusterPort).toList(),
            new InetSocketAddress(common.host(), common.port()));
    ClusterUnderTest cluster = new ClusterUnderTest(servers, common, nodes, network);
    try {
      cluster.launch();
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void launch() throws IOException {
    for (ClusterNode node : nodes) {
      node.launch();
    }
    for (ClusterNode node : nodes) {
      node.awaitReady();
    }
  }

  /** A node of the same configuration, except that its certificate is another. */
  ClusterNode stranger() throws Exception {
    Path folder = Files.createTempDirectory("mori-stranger");
    Path yaml =
        describe(
            servers.prod(),
            common,
            nodes.size(),
            NodeCertificate.make(folder.resolve("tls")).toString());
    network.writeHosts(yaml, 0);
    return new ClusterNode(yaml, 0, List.of());
  }

  private static Path describe(Endpoint prod, EmbeddedPostgres common, int count, String tls)
      throws IOException {
    Path folder = Files.createTempDirectory("mori-cluster");
    Files.writeString(
        folder.resolve("mori.conf"),
        """
        mori.session.shadow = "postgres://%s:%s@%s:%d/postgres"
        mori.session.sequence-gap = 0
        mori.cluster.size = %d
        mori.cluster.tls = "%s"
        mori.node.tls.mode = off
        """
            .formatted(
                common.superuser(), common.password(), Network.SERVER, common.port(), count, tls));
    return Files.writeString(
        folder.resolve("mori.yaml"),
        ConnectionsText.of(
            "shop",
            Map.of(
                "engine", "postgres",
                "provider", "direct",
                "host", prod.host(),
                "port", Integer.toString(prod.port()),
                "user", prod.user(),
                "password", prod.password(),
                "database", prod.database(),
                "ssl_mode", "disable")));
  }

  int size() {
    return nodes.size();
  }

  ClusterNode node(int index) {
    return nodes.get(index);
  }

  /** What connects the nodes with each other and with the common server. */
  Network network() {
    return network;
  }

  /** Where clients of a node connect. */
  Endpoint endpoint(int index) {
    return nodes.get(index).endpoint(servers.prod());
  }

  /** A connection to a node, over the JDBC driver. */
  Connection connect(int index) throws SQLException {
    return connect(index, "&socketTimeout=60");
  }

  /** A connection with further settings of the driver. */
  Connection connect(int index, String settings) throws SQLException {
    Endpoint at = endpoint(index);
    return DriverManager.getConnection(
        at.jdbcUrl() + "?connectTimeout=5" + settings, at.user(), at.password());
  }

  /** The database that holds what the session main has changed. */
  String shadowDatabase() throws SQLException {
    try (Connection meta = common.connect("mori_meta");
        Statement statement = meta.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name FROM mori.databases WHERE kind = 'session' AND session = 'main'"
                    + " ORDER BY epoch DESC LIMIT 1")) {
      row.next();
      return row.getString(1);
    }
  }

  /** Nobody is connected to a database of the common server, for so long. */
  void outage(String database, int millis) throws SQLException, InterruptedException {
    try (Connection server = common.connect("postgres");
        Statement statement = server.createStatement()) {
      statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
              + database
              + "'");
      TimeUnit.MILLISECONDS.sleep(millis);
      statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
    }
  }

  /** Ends all connections of the nodes to the common server. */
  void dropCommonConnections() throws SQLException {
    try (Connection server = common.connect("postgres");
        Statement statement = server.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
              + " AND datname IS NOT NULL");
    }
  }

  /** Nobody is connected to production, for so long. */
  void prodOutage(int millis) throws SQLException, InterruptedException {
    Endpoint prod = servers.prodAsSuperuser();
    String role = servers.prod().user();
    try (Connection server =
            DriverManager.getConnection(prod.jdbcUrl(), prod.user(), prod.password());
        Statement statement = server.createStatement()) {
      statement.execute("ALTER ROLE " + role + " NOLOGIN");
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + role + "'");
      TimeUnit.MILLISECONDS.sleep(millis);
      statement.execute("ALTER ROLE " + role + " LOGIN");
    }
  }

  /** {@code mori reset} of a node. */
  void reset(int index) throws IOException, InterruptedException {
    nodes.get(index).mori("reset", "--connection");
  }

  /** Waits until every node serves clients. */
  void awaitService() {
    for (int i = 0; i < nodes.size(); i++) {
      int node = i;
      await("node " + node)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptionsInstanceOf(SQLException.class)
          .until(() -> serves(node));
    }
  }

  private boolean serves(int node) throws SQLException {
    try (Connection client = connect(node);
        Statement statement = client.createStatement()) {
      return statement.execute("SELECT 1");
    }
  }

  /** The index of the node that has the session's entity; waits while none has it. */
  int owner(String session) {
    return await("an owner of " + session)
        .atMost(PATIENCE)
        .until(() -> ownerNow(session), OptionalInt::isPresent)
        .orElseThrow();
  }

  private OptionalInt ownerNow(String session) throws SQLException {
    try (Connection journal = common.connect("mori_journal");
        PreparedStatement query =
            journal.prepareStatement(
                "SELECT n.address FROM mori_owner o JOIN mori_node n USING (node)"
                    + " WHERE o.session = ?")) {
      query.setString(1, "shop/" + session);
      try (ResultSet row = query.executeQuery()) {
        String address = row.next() ? row.getString(1) : "";
        return IntStream.range(0, nodes.size())
            .filter(i -> nodes.get(i).address().equals(address))
            .findFirst();
      }
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
    network.close();
    common.close();
    servers.close();
  }
}
