package dev.mori.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Three nodes of one connection: what clients of different nodes have in common. */
@Tag("oracle")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static ClusterUnderTest cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        ClusterUnderTest.start(
            3,
            "CREATE TABLE register (k int PRIMARY KEY, v bigint NOT NULL)",
            "GRANT SELECT ON register TO PUBLIC");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void whatOneNodeHasWrittenEveryNodeReadsAtOnce() throws Exception {
    List<Connection> clients = clients();
    for (int i = 0; i < 60; i++) {
      run(clients.get(i % 3), "UPDATE orders SET note = 'n" + i + "' WHERE id = " + (1 + i % 7));
      run(clients.get((i + 1) % 3), "INSERT INTO register VALUES (" + i + ", " + i + ")");
      assertThat(one(clients.get((i + 2) % 3), "SELECT note FROM orders WHERE id = " + (1 + i % 7)))
          .isEqualTo("n" + i);
      assertThat(one(clients.get((i + 2) % 3), "SELECT count(*) FROM register"))
          .isEqualTo(Integer.toString(i + 1));
    }
    close(clients);
  }

  @Test
  @Order(2)
  void aSchemaChangeOnOneNodeIsSeenByAll() throws Exception {
    List<Connection> clients = clients();
    run(clients.get(0), "ALTER TABLE customers ADD COLUMN loyal boolean DEFAULT true");
    for (Connection client : clients) {
      assertThat(one(client, "SELECT count(*) FROM customers WHERE NOT loyal")).isEqualTo("0");
    }
    run(clients.get(1), "ALTER TABLE customers DROP COLUMN loyal");
    assertThatThrownBy(() -> one(clients.get(2), "SELECT loyal FROM customers LIMIT 1"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42703"));
    close(clients);
  }

  @Test
  @Order(3)
  void notificationsAndAdvisoryLocksReachOverNodes() throws Exception {
    try (Connection one = cluster.connect(0);
        Connection two = cluster.connect(1)) {
      run(one, "LISTEN parcels");
      run(two, "NOTIFY parcels, 'sent'");
      PGNotification[] heard = one.unwrap(PGConnection.class).getNotifications(20_000);
      assertThat(heard).hasSize(1);
      assertThat(heard[0].getParameter()).isEqualTo("sent");
      assertThat(one(one, "SELECT pg_try_advisory_lock(42)")).isEqualTo("t");
      assertThat(one(two, "SELECT pg_try_advisory_lock(42)")).isEqualTo("f");
      run(one, "SELECT pg_advisory_unlock(42)");
      assertThat(one(two, "SELECT pg_try_advisory_lock(42)")).isEqualTo("t");
    }
  }

  @Test
  @Order(4)
  void aStatementIsCancelledThroughAnyNode() throws Exception {
    try (WireClient sleeper =
        WireClient.connect(cluster.endpoint(0), Map.of(), Duration.ofMinutes(2))) {
      CompletableFuture<Reply> ended =
          CompletableFuture.supplyAsync(() -> answer(sleeper, "SELECT pg_sleep(60)"));
      while (!ended.isDone()) {
        sleeper.cancelAt(cluster.endpoint(1));
        TimeUnit.MILLISECONDS.sleep(300);
      }
      assertThat(Objects.requireNonNull(ended.get().firstError()).code()).isEqualTo("57014");
    }
  }

  private static Reply answer(WireClient client, String sql) {
    try {
      return client.query(sql);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Order(5)
  void aResetOnOneNodeIsOneOnAllAndKeepsConnections() throws Exception {
    List<Connection> clients = clients();
    run(clients.get(0), "UPDATE orders SET note = 'gone' WHERE id = 5");
    assertThat(one(clients.get(2), "SELECT note FROM orders WHERE id = 5")).isEqualTo("gone");
    cluster.reset(1);
    for (Connection client : clients) {
      assertThat(one(client, "SELECT coalesce(note, '') FROM orders WHERE id = 5"))
          .isNotEqualTo("gone");
      assertThat(one(client, "SELECT count(*) FROM register")).isEqualTo("0");
    }
    close(clients);
  }

  @Test
  @Order(6)
  void readsGoOnWhenTheOwnersNodeIsKilledAndNothingAcknowledgedIsLost(TestReporter reporter)
      throws Exception {
    int owner = cluster.owner("main");
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      if (i != owner) {
        clients.add(new Client(cluster, i));
      }
    }
    clients.forEach(Client::begin);
    TimeUnit.SECONDS.sleep(2);
    cluster.node(owner).kill();
    TimeUnit.SECONDS.sleep(30);
    for (Client client : clients) {
      client.end();
      assertThat(client.failedReads()).isEmpty();
      assertThat(client.written()).isNotEmpty();
      reporter.publishEntry("node " + client.node(), client.summary());
    }
    cluster.node(owner).launch();
    cluster.node(owner).awaitReady();
    try (Connection back = cluster.connect(owner)) {
      for (Client client : clients) {
        for (int key : client.written()) {
          assertThat(one(back, "SELECT count(*) FROM register WHERE k = " + key)).isEqualTo("1");
        }
      }
    }
  }

  @Test
  @Order(7)
  void aNodeThatWasPausedForLongNeverAnswersFromBefore() throws Exception {
    goOnWithoutOwner(
        1_000_000,
        owner -> cluster.node(owner).signal("STOP"),
        owner -> cluster.node(owner).signal("CONT"));
  }

  @Test
  @Order(8)
  void aNodeThatWasCutOffForLongNeverAnswersFromBefore() throws Exception {
    goOnWithoutOwner(1_000_001, cluster.network()::cutOff, owner -> cluster.network().mend());
  }

  private static void goOnWithoutOwner(int key, IntConsumer fault, IntConsumer mend)
      throws Exception {
    String read = "SELECT v FROM register WHERE k = " + key;
    int owner = cluster.owner("main");
    try (Connection lost = cluster.connect(owner);
        Connection writer = cluster.connect((owner + 1) % 3)) {
      run(writer, "INSERT INTO register VALUES (" + key + ", 0)");
      assertThat(one(lost, read)).isEqualTo("0");
      int starts = cluster.node(owner).starts();
      fault.accept(owner);
      await()
          .atMost(PATIENCE)
          .until(() -> succeeds(writer, "UPDATE register SET v = 1 WHERE k = " + key));
      run(writer, "UPDATE orders SET note = 'without " + key + "' WHERE id = 6");
      await()
          .atMost(PATIENCE)
          .until(() -> succeeds(writer, "INSERT INTO register VALUES (-" + key + ", 0)"));
      mend.accept(owner);
      assertThat(readOrLost(lost, read)).isIn("1", "lost");
      await().atMost(PATIENCE).until(() -> cluster.node(owner).starts() > starts);
    }
    try (Connection back = cluster.connect(owner)) {
      assertThat(one(back, "SELECT note FROM orders WHERE id = 6")).isEqualTo("without " + key);
    }
  }

  private static boolean succeeds(Connection client, String sql) {
    try {
      run(client, sql);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static String readOrLost(Connection client, String sql) {
    try {
      return one(client, sql);
    } catch (SQLException e) {
      return "lost";
    }
  }

  private static List<Connection> clients() throws SQLException {
    List<Connection> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(cluster.connect(i));
    }
    return clients;
  }

  private static void close(List<Connection> clients) throws SQLException {
    for (Connection client : clients) {
      client.close();
    }
  }

  static void run(Connection client, String sql) throws SQLException {
    try (Statement statement = client.createStatement()) {
      statement.execute(sql);
    }
  }

  static String one(Connection client, String sql) throws SQLException {
    try (Statement statement = client.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
