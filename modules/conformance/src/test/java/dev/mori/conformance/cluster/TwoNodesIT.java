package dev.mori.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two nodes, of which no majority can go on: a lease in the journal's database decides. They speak
 * TLS with each other.
 */
@Tag("oracle")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static ClusterUnderTest cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        ClusterUnderTest.startWithTls(
            2,
            "CREATE TABLE register (k int PRIMARY KEY, v bigint NOT NULL)",
            "GRANT SELECT ON register TO PUBLIC");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void oneGoesOnWhenTheOtherDies() throws Exception {
    write(0, 1);
    assertThat(read(1)).isEqualTo("1");
    int owner = cluster.owner("main");
    cluster.node(owner).kill();
    await().atMost(PATIENCE).until(() -> written(1 - owner, 2));
    cluster.node(owner).launch();
    cluster.node(owner).awaitReady();
    assertThat(read(owner)).isEqualTo("2");
  }

  @Test
  @Order(2)
  void oneGoesOnWhenTheyLoseEachOther() throws Exception {
    try (Connection first = cluster.connect(0);
        Connection second = cluster.connect(1)) {
      cluster.network().separate(0, 1);
      await().atMost(PATIENCE).until(() -> isLost(first) || isLost(second));
      Connection left = isLost(first) ? second : first;
      ClusterIT.run(left, "INSERT INTO register VALUES (3, 0)");
      assertThat(isLost(left)).isFalse();
    }
    cluster.network().mend();
    cluster.awaitService();
    write(0, 4);
    assertThat(read(1)).isEqualTo("4");
    write(1, 5);
    assertThat(read(0)).isEqualTo("5");
  }

  @Test
  @Order(3)
  void aNodeWithAnotherCertificateStaysOutside() throws Exception {
    ClusterNode stranger = cluster.stranger();
    stranger.launch();
    try {
      await().atMost(PATIENCE).until(() -> stranger.said().contains("Trying again"));
      assertThat(stranger.said())
          .contains("session shop/main did not answer in time")
          .doesNotContain("is ready");
    } finally {
      stranger.kill();
    }
    write(0, 6);
    assertThat(read(1)).isEqualTo("6");
  }

  private static boolean isLost(Connection client) throws SQLException {
    try {
      ClusterIT.run(client, "SELECT count(*) FROM register");
    } catch (SQLException e) {
      return client.isClosed();
    }
    return false;
  }

  private static boolean written(int node, int value) {
    try {
      write(node, value);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void write(int node, int value) throws SQLException {
    try (Connection client = cluster.connect(node)) {
      ClusterIT.run(client, "INSERT INTO register VALUES (" + value + ", 0)");
    }
  }

  private static String read(int node) throws SQLException {
    try (Connection client = cluster.connect(node)) {
      return ClusterIT.one(client, "SELECT max(k) FROM register");
    }
  }
}
