package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cancel request ends what the client is waiting for, on whichever server that runs. */
class CancelIT {
  private static final String ENDLESS =
      "(SELECT count(*) FROM orders a, orders b, orders c, orders d, orders e)";

  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start();
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT " + ENDLESS,
        "SELECT pg_sleep(3600)",
        "UPDATE orders SET note = 'x' WHERE id = " + ENDLESS,
        "DO 'BEGIN LOOP PERFORM pg_sleep(0.1); END LOOP; END'"
      })
  void whateverRunsIsCancelled(String endless) throws Exception {
    String url =
        "jdbc:postgresql://%s:%d/%s?user=%s"
            .formatted(
                twins.node().host(),
                twins.node().port(),
                twins.node().database(),
                twins.node().user());
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE orders SET note = 'mine' WHERE id = 1");
      CompletableFuture<Boolean> running =
          CompletableFuture.supplyAsync(() -> execute(statement, endless));
      assertThatThrownBy(() -> cancelled(statement, running))
          .rootCause()
          .extracting(thrown -> ((SQLException) thrown).getSQLState())
          .isEqualTo("57014");
      try (ResultSet row = statement.executeQuery("SELECT note FROM orders WHERE id = 1")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("mine");
      }
    }
  }

  /** A request that comes before the statement does nothing, so it is sent until one does. */
  private static void cancelled(Statement statement, CompletableFuture<Boolean> running)
      throws SQLException, InterruptedException, ExecutionException {
    while (true) {
      try {
        running.get(200, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        statement.cancel();
      }
    }
  }

  private static boolean execute(Statement statement, String sql) {
    try {
      return statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
