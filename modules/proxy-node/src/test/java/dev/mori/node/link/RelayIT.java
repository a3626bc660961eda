package dev.mori.node.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import dev.mori.node.transport.AuthDecision;
import dev.mori.node.transport.LeakWatch;
import dev.mori.node.transport.PostgresServer;
import dev.mori.node.transport.RawClient;
import dev.mori.node.transport.ServerTls;
import dev.mori.node.transport.Sockets;
import dev.mori.node.transport.TestNode;
import dev.mori.protocol.postgres.BackendMessage.DataRow;
import dev.mori.protocol.postgres.FrontendMessage.Query;
import dev.mori.protocol.postgres.Octets;
import dev.mori.protocol.postgres.ScramSecret;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/** Clients through our client side and our links to a real server: everything arrives unchanged. */
final class RelayIT {
  private static EmbeddedPostgres postgres;
  private static TestNode node;
  private static PostgresServer open;
  private static PostgresServer secured;

  @TempDir static Path folder;

  @BeforeAll
  static void start() throws Exception {
    LeakWatch.install();
    postgres = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    node = TestNode.start(2, Sockets.EPOLL);
    Endpoint endpoint =
        Endpoint.of(
            "127.0.0.1", postgres.port(), "postgres", Secret.of(postgres.password()), "postgres");
    LinkConnector connector = new LinkConnector();
    open = node.serve(new RelayAcceptor(connector, endpoint, new AuthDecision.Trust()));
    ScramSecret secret = ScramSecret.derive(Octets.ofUtf8("s3cret"), Octets.of(new byte[16]), 4096);
    secured =
        node.serve(
            new RelayAcceptor(connector, endpoint, new AuthDecision.Scram(secret)),
            new ServerTls.SelfSigned(folder.resolve("tls")),
            settings -> settings);
  }

  @AfterAll
  static void stop() throws Exception {
    await().untilAsserted(() -> assertThat(open.connectionCount()).isZero());
    TestNode.await(open.stop());
    node.close();
    postgres.close();
    assertThat(LeakWatch.reports()).isEmpty();
  }

  private static Connection relay() throws SQLException {
    return relay(open, "ssl=false");
  }

  private static Connection relay(PostgresServer server, String options) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("password", "s3cret");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?" + options, properties);
  }

  private static String copyOut(Connection connection, String sql) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    var out = new java.security.DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest);
    connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String rows(Connection connection, String sql) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(1000);
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          digest.update(rows.getBytes(1));
        }
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void thirtyMegabytesArriveUnchanged() throws Exception {
    String small = "SELECT i || repeat(md5(i::text), 9) FROM generate_series(1, 100000) i";
    String large = "SELECT repeat(md5(i::text), 40000) FROM generate_series(1, 24) i";
    try (Connection direct = postgres.connect("postgres");
        Connection through = relay();
        Connection encrypted = relay(secured, "sslmode=require")) {
      for (Connection connection : List.of(through, encrypted)) {
        assertThat(rows(connection, small)).isEqualTo(rows(direct, small));
        assertThat(rows(connection, large)).isEqualTo(rows(direct, large));
        String copy = "COPY (" + small + ") TO STDOUT";
        assertThat(copyOut(connection, copy)).isEqualTo(copyOut(direct, copy));
      }
    }
  }

  @Test
  void copyInPassesWithBackPressure() throws Exception {
    try (Connection through = relay();
        Statement statement = through.createStatement()) {
      statement.execute("CREATE TEMP TABLE t (i int, s text)");
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (int i = 0; i < 200_000; i++) {
        lines.writeBytes((i + "\t" + "x".repeat(i % 50) + "\n").getBytes(US_ASCII));
      }
      long copied =
          through
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY t FROM STDIN", new ByteArrayInputStream(lines.toByteArray()));
      assertThat(copied).isEqualTo(200_000);
      try (ResultSet rows = statement.executeQuery("SELECT count(*), sum(length(s)) FROM t")) {
        rows.next();
        assertThat(rows.getLong(2)).isEqualTo(200_000 / 50 * (49 * 50 / 2));
      }
      assertThatThrownBy(
              () ->
                  through
                      .unwrap(PGConnection.class)
                      .getCopyAPI()
                      .copyIn(
                          "COPY t FROM STDIN",
                          new ByteArrayInputStream("not a number\n".getBytes(US_ASCII))))
          .isInstanceOf(PSQLException.class);
      assertThat(statement.execute("SELECT 1")).isTrue();
    }
  }

  @Test
  void eightClientsQuerySimplyAndPrepared() throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int client = 0; client < 8; client++) {
        boolean simple = client % 2 == 0;
        all.add(clients.submit(() -> work(simple)));
      }
      for (Future<Integer> done : all) {
        assertThat(done.get()).isEqualTo(500);
      }
    }
    await().untilAsserted(() -> assertThat(open.connectionCount()).isZero());
  }

  private static int work(boolean simple) throws SQLException {
    int right = 0;
    try (Connection connection =
            relay(open, simple ? "preferQueryMode=simple" : "prepareThreshold=2");
        PreparedStatement statement = connection.prepareStatement("SELECT ? * 2, repeat('x', ?)")) {
      for (int i = 0; i < 500; i++) {
        statement.setInt(1, i);
        statement.setInt(2, i);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          right += rows.getInt(1) == 2 * i && rows.getString(2).length() == i ? 1 : 0;
        }
      }
    }
    return right;
  }

  @Test
  void aClientThatStopsReadingCostsNoMemory() throws Exception {
    try (RawClient client = RawClient.connect(open.port())) {
      client.login("postgres", "postgres");
      client.receiveAll();
      long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      client.send(new Query("SELECT repeat(md5(i::text), 32) FROM generate_series(1, 200000) i"));
      await()
          .pollDelay(Duration.ofSeconds(2))
          .until(() -> true); // the server has produced all it can by then
      long grown = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before;
      assertThat(grown).isLessThan(16L << 20);
      long rows =
          client.receiveAll().stream().filter(message -> message instanceof DataRow).count();
      assertThat(rows).isEqualTo(200_000);
    }
    await().untilAsserted(() -> assertThat(open.connectionCount()).isZero());
  }

  @Test
  void aClientKilledInTheMiddleOfAResultLeavesNothing() throws Exception {
    for (int i = 0; i < 5; i++) {
      RawClient client = RawClient.connect(open.port());
      client.login("postgres", "postgres");
      client.receiveAll();
      client.send(new Query("SELECT repeat(md5(i::text), 32) FROM generate_series(1, 200000) i"));
      client.receive();
      client.receive();
      client.reset();
    }
    await().untilAsserted(() -> assertThat(open.connectionCount()).isZero());
    try (Connection direct = postgres.connect("postgres");
        Statement statement = direct.createStatement()) {
      await()
          .untilAsserted(
              () -> {
                try (ResultSet rows =
                    statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client"
                            + " backend' AND pid <> pg_backend_pid()")) {
                  rows.next();
                  assertThat(rows.getInt(1)).isZero();
                }
              });
    }
  }

  @Test
  void aKilledBackendEndsItsClientWithTheServersWords() throws Exception {
    try (Connection through = relay();
        Statement statement = through.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SELECT pg_terminate_backend(pg_backend_pid())"))
          .isInstanceOfSatisfying(
              PSQLException.class, thrown -> assertThat(thrown.getSQLState()).isEqualTo("57P01"));
    }
    await().untilAsserted(() -> assertThat(open.connectionCount()).isZero());
  }

  @Test
  void cancelReachesTheServer() throws Exception {
    try (Connection through = relay();
        Statement statement = through.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(50)"))
          .isInstanceOfSatisfying(
              SQLException.class, thrown -> assertThat(thrown.getSQLState()).isEqualTo("57014"));
      statement.setQueryTimeout(0);
      assertThat(statement.execute("SELECT 1")).isTrue();
    }
    await().untilAsserted(() -> assertThat(open.connectionCount()).isZero());
  }

  @Test
  void scramLetsInWithAndWithoutTlsAndKeepsOutWrongPasswords() throws Exception {
    for (String options :
        List.of("sslmode=disable", "sslmode=require", "sslmode=require&channelBinding=require")) {
      try (Connection through = relay(secured, options)) {
        assertThat(through.isValid(5)).isTrue();
      }
    }
    Properties wrong = new Properties();
    wrong.setProperty("user", "postgres");
    wrong.setProperty("password", "guess");
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + secured.port() + "/postgres", wrong))
        .hasMessageContaining("password authentication failed for user \"postgres\"");
  }

  @Test
  void connectionsThatComeAndGoLeaveNothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Connection through = relay()) {
        assertThat(through.isValid(5)).isTrue();
      }
    }
    await().untilAsserted(() -> assertThat(open.connectionCount()).isZero());
  }
}
