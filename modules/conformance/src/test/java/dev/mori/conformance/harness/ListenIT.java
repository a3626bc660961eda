package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Endpoint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** LISTEN and NOTIFY: what clients of the session and what others on production notify is heard. */
class ListenIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String JOBS =
      """
      CREATE TABLE job (id int PRIMARY KEY, done boolean NOT NULL DEFAULT false);
      INSERT INTO job VALUES (1), (2);
      CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN PERFORM pg_notify('jobs', NEW.id::text); RETURN NEW; END $$;
      CREATE TRIGGER told AFTER INSERT OR UPDATE ON job FOR EACH ROW EXECUTE FUNCTION tell();
      GRANT SELECT ON job TO PUBLIC;
      """;

  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start(JOBS);
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @BeforeEach
  void fresh() throws Exception {
    twins.reset();
  }

  @Test
  void notificationsComeToWhoListens() throws Exception {
    try (Connection listener = connect();
        Connection other = connect()) {
      run(listener, "LISTEN jobs", "LISTEN \"Other Channel\"");
      run(other, "NOTIFY jobs, 'by hand'", "SELECT pg_notify('Other Channel', 'by function')");
      run(other, "NOTIFY nobody", "UPDATE job SET done = true WHERE id = 2");
      assertThat(heard(listener, 3))
          .containsExactly("jobs: by hand", "Other Channel: by function", "jobs: 2");
      run(listener, "UNLISTEN jobs");
      run(other, "NOTIFY jobs", "NOTIFY \"Other Channel\", 'last'");
      assertThat(heard(listener, 1)).containsExactly("Other Channel: last");
      assertThat(heard(other, 0)).isEmpty();
    }
  }

  @Test
  void aRolledBackTransactionTellsNothingAndOneThatIsOpenHearsNothing() throws Exception {
    try (Connection listener = connect();
        Connection other = connect()) {
      run(listener, "LISTEN jobs");
      run(listener, "BEGIN", "LISTEN never", "ROLLBACK", "BEGIN", "SELECT 1");
      run(other, "BEGIN", "UPDATE job SET done = true WHERE id = 1", "ROLLBACK");
      run(other, "NOTIFY never", "BEGIN", "NOTIFY jobs, 'committed'", "COMMIT");
      run(listener, "SELECT count(*) FROM job");
      assertThat(heard(listener, 0)).isEmpty();
      run(listener, "COMMIT");
      assertThat(heard(listener, 1)).containsExactly("jobs: committed");
    }
  }

  @Test
  void aClientKnowsItsOwnNotifications() throws Exception {
    try (Connection listener = connect()) {
      run(listener, "LISTEN jobs", "NOTIFY jobs, 'mine'");
      PGNotification[] got = listener.unwrap(PGConnection.class).getNotifications(10_000);
      assertThat(got).hasSize(1);
      assertThat(got[0].getPID()).isEqualTo(listener.unwrap(PGConnection.class).getBackendPID());
    }
  }

  /** Whoever waits for notifications says nothing, and so would never learn of a reset. */
  @Test
  void aResetDoesNotMakeListenersDeaf() throws Exception {
    try (Connection listener = connect();
        Connection other = connect()) {
      run(listener, "LISTEN jobs");
      twins.reset();
      List<String> all = new ArrayList<>();
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                run(other, "NOTIFY jobs, 'after'");
                all.addAll(heard(listener, 0));
                return all.contains("jobs: after");
              });
    }
  }

  @Test
  void whatOthersNotifyOnProductionIsHeard() throws Exception {
    try (Connection listener = connect();
        Connection elsewhere = connect(twins.node().database() + "@elsewhere");
        Connection onProd = connect(twins.beside())) {
      run(listener, "LISTEN jobs");
      run(elsewhere, "LISTEN jobs", "LISTEN more");
      run(onProd, "NOTIFY jobs, 'on prod'", "NOTIFY more, 'more'", "NOTIFY nobody");
      PGNotification[] got = listener.unwrap(PGConnection.class).getNotifications(10_000);
      assertThat(got).extracting(PGNotification::getParameter).containsExactly("on prod");
      assertThat(got[0].getPID()).isEqualTo(onProd.unwrap(PGConnection.class).getBackendPID());
      assertThat(heard(elsewhere, 2)).containsExactly("jobs: on prod", "more: more");
      run(elsewhere, "UNLISTEN jobs");
      run(onProd, "NOTIFY jobs, 'again'");
      assertThat(heard(listener, 1)).containsExactly("jobs: again");
      assertThat(heard(elsewhere, 0)).isEmpty();
    }
  }

  @Test
  void whatClientsNotifyDoesNotReachProduction() throws Exception {
    try (Connection client = connect();
        Connection onProd = connect(twins.beside())) {
      run(onProd, "LISTEN jobs");
      run(client, "LISTEN jobs", "NOTIFY jobs", "SELECT pg_notify('jobs', 'x')");
      assertThat(heard(client, 2)).hasSize(2);
      run(onProd, "SELECT 1");
      assertThat(heard(onProd, 0)).isEmpty();
    }
  }

  @Test
  void anOpenTransactionHearsNothingOfProductionBeforeItsEnd() throws Exception {
    try (Connection listener = connect();
        Connection onProd = connect(twins.beside())) {
      run(listener, "BEGIN", "LISTEN jobs");
      run(onProd, "NOTIFY jobs, 'too early'");
      run(listener, "COMMIT", "BEGIN", "SELECT count(*) FROM job");
      run(onProd, "NOTIFY jobs, 'in between'");
      assertThat(heard(listener, 0)).isEmpty();
      run(listener, "COMMIT");
      assertThat(heard(listener, 1)).containsExactly("jobs: in between");
    }
  }

  @Test
  void aListenerHearsProductionAgainWhenTheConnectionThereWasLost() throws Exception {
    try (Connection listener = connect();
        Connection onProd = connect(twins.beside())) {
      run(listener, "LISTEN jobs");
      run(
          onProd,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'mori' AND query LIKE 'LISTEN %'");
      List<String> all = new ArrayList<>();
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                run(onProd, "NOTIFY jobs, 'after'");
                all.addAll(heard(listener, 0));
                return all.contains("jobs: after");
              });
    }
  }

  /** At least so many notifications, and whatever comes within a moment. */
  private static List<String> heard(Connection connection, int atLeast) {
    List<String> all = new ArrayList<>();
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () -> {
              PGNotification[] got = connection.unwrap(PGConnection.class).getNotifications(200);
              for (PGNotification each : got == null ? new PGNotification[0] : got) {
                all.add(each.getName() + ": " + each.getParameter());
              }
              return all.size() >= atLeast;
            });
    return all;
  }

  private static void run(Connection connection, String... texts) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String text : texts) {
        statement.execute(text);
      }
    }
  }

  private static Connection connect() throws SQLException {
    return connect(twins.node());
  }

  private static Connection connect(String database) throws SQLException {
    Endpoint at = twins.node();
    return connect(new Endpoint(at.host(), at.port(), at.user(), at.password(), database));
  }

  private static Connection connect(Endpoint at) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", at.user());
    properties.setProperty("password", at.password());
    return DriverManager.getConnection(
        "jdbc:postgresql://" + at.host() + ":" + at.port() + "/" + at.database(), properties);
  }
}
