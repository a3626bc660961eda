package dev.mori.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Three nodes in one process: what a writer notices when the entity's node is stopped in order. */
final class HandOverIT {
  private static final SessionName SESSION = new SessionName("shop", "main");
  private static final TableId ORDERS = new TableId("public", "orders");
  private static final long LIMIT_SECONDS = 120;

  private static EmbeddedPostgres server;

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private final List<Sessions> nodes = new ArrayList<>();
  private long key;
  private long longest;

  @BeforeAll
  static void start() throws SQLException {
    server = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE journal");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void marksGoOnWhenTheEntitysNodeLeaves(TestReporter reporter) throws Exception {
    for (int i = 0; i < 3; i++) {
      node();
    }
    for (Sessions node : nodes) {
      await(node.open(SESSION, new OpenRequest("db1", "ann")));
    }
    ActorSystem<Void> owner = owner();
    Sessions other = nodes.get((systems.indexOf(owner) + 1) % systems.size());
    SessionHandle session = ((FindOutcome.Found) await(other.find(SESSION))).handle();
    mark(session);
    longest = 0;
    owner.terminate();
    while (!owner.getWhenTerminated().toCompletableFuture().isDone()) {
      mark(session);
    }
    mark(session);
    reporter.publishEntry("longest mark", longest + " ms");
    for (ActorSystem<Void> system : systems) {
      system.terminate();
      await(system.getWhenTerminated());
    }
  }

  private void mark(SessionHandle session) throws Exception {
    long begin = System.nanoTime();
    assertThat(await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(++key)))))
        .isInstanceOf(ChangeOutcome.Done.class);
    longest = Math.max(longest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private void node() throws Exception {
    var config =
        StateConfig.load(
            ConfigFactory.parseMap(
                Map.of(
                    "mori.state.journal.url",
                    "jdbc:postgresql://" + server.host() + ":" + server.port() + "/journal",
                    "mori.state.journal.profile",
                    "slick.jdbc.PostgresProfile$",
                    "mori.state.journal.driver",
                    "org.postgresql.Driver",
                    "mori.state.journal.user",
                    server.superuser(),
                    "mori.state.journal.password",
                    server.password(),
                    "mori.state.journal.exclusive",
                    "off",
                    "mori.state.ask-timeout",
                    "60s")));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mori", config);
    systems.add(system);
    nodes.add(await(SessionCluster.start(system, Reconciliation.none())));
  }

  private ActorSystem<Void> owner() throws SQLException {
    try (Connection journal = server.connect("journal");
        Statement statement = journal.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT n.address FROM mori_owner o JOIN mori_node n USING (node)")) {
      row.next();
      String address = row.getString(1);
      return systems.stream()
          .filter(
              system ->
                  Cluster.get(system).selfMember().address().hostPort().endsWith("@" + address))
          .findFirst()
          .orElseThrow();
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
