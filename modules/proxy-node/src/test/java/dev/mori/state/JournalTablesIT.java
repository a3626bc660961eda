package dev.mori.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The journal's tables on PostgreSQL. */
final class JournalTablesIT {
  private static final int NODES = 6;
  private static final int ROUNDS = 12;

  @Test
  void nodesThatStartAtTheSameMomentMakeThemOnce() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
        ExecutorService threads = Executors.newFixedThreadPool(NODES)) {
      for (int round = 0; round < ROUNDS; round++) {
        String database = "journal" + round;
        sql(server, "CREATE DATABASE " + database);
        CyclicBarrier together = new CyclicBarrier(NODES);
        List<Callable<Integer>> nodes = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
          nodes.add(
              () -> {
                JournalTables tables = tables(server, database);
                together.await();
                tables.bringUpToDate();
                return tables.sessions().size();
              });
        }
        for (Future<Integer> done : threads.invokeAll(nodes)) {
          assertThat(done.get()).isZero();
        }
      }
    }
  }

  private static JournalTables tables(EmbeddedPostgres server, String database) {
    return JournalTables.of(
        ConfigFactory.parseMap(
            Map.of(
                "mori.state.journal.url",
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database,
                "mori.state.journal.user",
                server.superuser(),
                "mori.state.journal.password",
                server.password())));
  }

  private static void sql(EmbeddedPostgres server, String text) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }
}
