package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.node.link.Endpoint;
import dev.mori.node.link.Link;
import dev.mori.node.link.LinkConnector;
import dev.mori.node.link.LinkPool;
import dev.mori.node.link.PoolSettings;
import dev.mori.node.link.Secret;
import dev.mori.node.prod.ProdCatalogWatch;
import dev.mori.node.prod.ProdChannels;
import dev.mori.node.prod.ProdGate;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.node.shadow.ShadowDatabase;
import dev.mori.node.shadow.ShadowServer;
import dev.mori.node.shadow.ShadowStore;
import dev.mori.node.shadow.ShadowStoreOptions;
import dev.mori.overlay.session.SessionName;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.FindOutcome;
import dev.mori.state.OpenOutcome;
import dev.mori.state.OpenRequest;
import dev.mori.state.SessionHandle;
import dev.mori.state.SessionInfo;
import dev.mori.state.Sessions;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What becomes of a session's database when the session's state answers, or does not. */
class NodeSessionsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final FakeSession session = new FakeSession();

  /** 'sessions drop' dropped the database of a session that lived on. */
  @Test
  void aDatabaseIsDroppedOnlyWhenItIsNotTheSessionsAnyMore() throws Exception {
    try (EmbeddedPostgres production = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(
                EmbeddedPostgresOptions.temporary().withSuperuser("mori_admin"))) {
      ShadowServer server = new ShadowServer.Embedded(postgres);
      PostgresAddress prod = new ShadowServer.Embedded(production).admin();
      try (ShadowStore store = ShadowStore.open(server, prod, ShadowStoreOptions.of("shop"));
          ProdGate gate = gate(prod)) {
        NodeSessions sessions = sessions(store, gate);
        ShadowDatabase first = store.createSession("x");
        has(first.name());

        session.answer = new ChangeOutcome.Unavailable("no journal");
        assertThat(sessions.drop("x").toCompletableFuture()).succeedsWithin(LIMIT);
        assertThat(names(store)).containsExactly(first.name());

        session.answer = new ChangeOutcome.Done(2, 2);
        assertThat(sessions.reset("x").toCompletableFuture()).succeedsWithin(LIMIT);
        Awaitility.await()
            .atMost(LIMIT)
            .untilAsserted(() -> assertThat(names(store)).hasSize(1).doesNotContain(first.name()));

        has(names(store).getFirst());
        session.answer = new ChangeOutcome.NoSession();
        assertThat(sessions.drop("x").toCompletableFuture()).succeedsWithin(LIMIT);
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(names(store)).isEmpty());
      }
    }
  }

  private void has(String database) {
    session.database = database;
    session.trusted = CompletableFuture.completedFuture(session.view());
  }

  private NodeSessions sessions(ShadowStore store, ProdGate gate) {
    return new NodeSessions(
        new NodeSessions.Surroundings(
            "shop",
            new SessionPolicy("main", true, 0, false),
            new Limits(1000),
            store,
            new Found(session),
            gate,
            new NoLinks(),
            ActivityLog.QUIET));
  }

  private static ProdGate gate(PostgresAddress prod) {
    Endpoint endpoint =
        Endpoint.of(
            prod.host(), prod.port(), prod.user(), Secret.of(prod.password()), prod.database());
    return new ProdGate(
        new LinkPool(new LinkConnector(), endpoint, Map.of(), PoolSettings.DEFAULT),
        ProdCatalogWatch.start(prod, LIMIT),
        new ProdChannels(loop -> new LinkConnector().connect(endpoint, Map.of(), loop)));
  }

  private static List<String> names(ShadowStore store) {
    return store.list().stream().map(ShadowDatabase::name).toList();
  }

  /** No client connects here. */
  private record NoLinks() implements AttachedSession.Shadows {
    @Override
    public CompletionStage<Link> client(
        String database, Map<String, String> startup, EventLoop loop) {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<Link> hydrator(String database, EventLoop loop) {
      throw new AssertionError();
    }
  }

  /** Finds one session and nothing else. */
  private record Found(SessionHandle session) implements Sessions {
    @Override
    public CompletionStage<OpenOutcome> open(SessionName name, OpenRequest request) {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<FindOutcome> find(SessionName name) {
      return CompletableFuture.completedStage(new FindOutcome.Found(session));
    }

    @Override
    public CompletionStage<List<SessionInfo>> list() {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<Optional<SessionInfo>> inspect(SessionName name) {
      throw new AssertionError();
    }
  }
}
