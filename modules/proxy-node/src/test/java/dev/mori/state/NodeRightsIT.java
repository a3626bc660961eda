package dev.mori.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import dev.mori.overlay.session.SessionName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes of one journal: who owns a session, and who founds the cluster. */
final class NodeRightsIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final SessionName SESSION = new SessionName("shop", "main");
  private static final RightSettings SETTINGS =
      new RightSettings(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMillis(200));

  private static EmbeddedPostgres server;

  private final List<NodeRights> nodes = new ArrayList<>();

  @BeforeAll
  static void start() throws SQLException {
    server = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    sql("postgres", "CREATE DATABASE journal");
    for (String role : List.of("a", "b", "c")) {
      sql("journal", "CREATE ROLE " + role + " SUPERUSER LOGIN PASSWORD 'secret'");
    }
    journal("a").bringUpToDate();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void leave() throws SQLException {
    nodes.forEach(node -> node.leave(Duration.ZERO).toCompletableFuture().join());
    sql("journal", "DELETE FROM mori_owner");
  }

  @Test
  void aTitleIsTakenWhenItIsReleasedAndNotBefore() {
    Title first = node("a", new Played("x")).to(SESSION);
    Title second = node("b", new Played("x")).to(SESSION);
    first.take().toCompletableFuture().join();
    CompletableFuture<Void> taken = second.take().toCompletableFuture();
    await().during(Duration.ofSeconds(4)).atMost(LIMIT).until(() -> !taken.isDone());
    assertThat(first.left().isPositive()).isTrue();
    assertThat(first.left()).isLessThan(SETTINGS.duration());
    first.release(Duration.ZERO);
    assertThat(first.left().isPositive()).isFalse();
    taken.join();
    assertThat(second.left().isPositive()).isTrue();
  }

  @Test
  void aNodeThatCannotRenewLosesItsTitlesBeforeAnotherTakesThem() throws SQLException {
    NodeRights silent = node("a", new Played("x"));
    Title first = silent.to(SESSION);
    first.take().toCompletableFuture().join();
    Title second = node("b", new Played("x")).to(SESSION);
    CompletableFuture<Boolean> heldThen =
        second.take().toCompletableFuture().thenApply(done -> first.left().isPositive());
    sql("journal", "ALTER ROLE a NOLOGIN");
    sql("journal", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'a'");
    assertThat(heldThen.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join()).isFalse();
    sql("journal", "ALTER ROLE a LOGIN");

    // It is back under another name: its old title is gone for good, new ones wait their turn.
    Title again = silent.to(SESSION);
    CompletableFuture<Void> taken = again.take().toCompletableFuture();
    assertThat(silent.to(new SessionName("shop", "other")).take().toCompletableFuture())
        .succeedsWithin(LIMIT);
    assertThat(first.left().isPositive()).isFalse();
    assertThat(second.left().isPositive()).isTrue();
    assertThat(taken).isNotDone();
    second.release(Duration.ZERO);
    taken.join();
    assertThat(again.left().isPositive()).isTrue();
  }

  @Test
  void ofNodesThatStartTogetherOneFoundsTheCluster() {
    List<Played> all = List.of(new Played("1"), new Played("2"), new Played("3"));
    int role = 0;
    for (Played each : all) {
      node("abc".substring(role, ++role), each);
    }
    await().atMost(LIMIT).until(() -> all.stream().allMatch(each -> each.member));
    assertThat(all.stream().filter(each -> each.founded)).hasSize(1);
    String founder = all.stream().filter(each -> each.founded).findFirst().orElseThrow().address();
    for (Played each : all) {
      assertThat(each.founded || each.asked.contains(founder)).isTrue();
    }
  }

  @Test
  void aNodeNeverAsksAnEarlierProcessAtItsOwnAddress() throws SQLException {
    sql("journal", "INSERT INTO mori_node VALUES ('old', 'shop', 'x', true, 7)");
    Played back = new Played("x");
    node("a", back);
    await().atMost(LIMIT).until(() -> back.member);
    assertThat(back.asked).isEmpty();
    assertThat(back.founded).isTrue();
  }

  private NodeRights node(String role, Played neighbourhood) {
    NodeRights node =
        new NodeRights(new RightsTable(journal(role)), SETTINGS, neighbourhood, Clocks.ofSystem())
            .begin();
    nodes.add(node);
    return node;
  }

  private static JournalTables journal(String role) {
    return JournalTables.of(
        ConfigFactory.parseMap(
            Map.of(
                "mori.state.journal.url",
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/journal",
                "mori.state.journal.user",
                role,
                "mori.state.journal.password",
                "secret")));
  }

  private static void sql(String database, String text) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  /** A cluster that lets everybody in who asks. */
  private static final class Played implements Neighbourhood {
    private final String address;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean member;
    private volatile boolean founded;

    Played(String address) {
      this.address = address;
    }

    @Override
    public String cluster() {
      return "shop";
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public boolean isMember() {
      return member;
    }

    @Override
    public void found() {
      founded = true;
      member = true;
    }

    @Override
    public void join(List<String> addresses) {
      asked.addAll(addresses);
      member = true;
    }
  }
}
