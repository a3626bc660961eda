package dev.mori.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.node.shadow.ShadowDatabase;
import dev.mori.node.shadow.ShadowServer;
import dev.mori.node.shadow.ShadowStore;
import dev.mori.node.shadow.ShadowStoreOptions;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;
import dev.mori.state.FindOutcome;
import dev.mori.state.OpenOutcome;
import dev.mori.state.OpenRequest;
import dev.mori.state.SessionInfo;
import dev.mori.state.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Databases that no session learned of, on a server of the node's own and on one that is not. */
class OrphanSweepIT {
  private static final Instant STARTED = Instant.parse("2026-11-22T09:00:00Z");

  @Test
  void onlyTheOldOnesOfAServerOfOurOwnAreDropped() throws Exception {
    try (EmbeddedPostgres prod = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(
                EmbeddedPostgresOptions.temporary().withSuperuser("mori_admin"))) {
      ShadowServer ours = new ShadowServer.Embedded(postgres);
      PostgresAddress admin = ours.admin();
      PostgresAddress production = new ShadowServer.Embedded(prod).admin();
      try (ShadowStore store = ShadowStore.open(ours, production, ShadowStoreOptions.of("shop"))) {
        ShadowDatabase used = store.createSession("main");
        ShadowDatabase orphan = store.createSession("main");
        age(admin);
        ShadowDatabase young = store.createSession("main");
        SessionInfo before = session(used, STARTED.minusSeconds(1));

        sweep(new Known(List.of(before)), new ShadowServer.External(admin), store);
        assertThat(names(store)).containsExactly(used.name(), orphan.name(), young.name());

        // The journal was made with this start: it says nothing of what there was before.
        sweep(new Known(List.of(session(used, STARTED.plusSeconds(1)))), ours, store);
        assertThat(names(store)).containsExactly(used.name(), orphan.name(), young.name());

        sweep(new Known(List.of(before)), ours, store);
        assertThat(names(store)).containsExactly(used.name(), young.name());
      }
    }
  }

  private static void sweep(Sessions sessions, ShadowServer server, ShadowStore store) {
    assertThat(OrphanSweep.begin(sessions, server, store, STARTED).toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(30));
  }

  private static List<String> names(ShadowStore store) {
    return store.list().stream().map(ShadowDatabase::name).toList();
  }

  /** All databases there are were made an hour ago. */
  private static void age(PostgresAddress admin) throws SQLException {
    try (Connection connection = admin.withDatabase("mori_meta").connect();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE mori.databases SET created_at = created_at - interval '1 hour'");
    }
  }

  private static SessionInfo session(ShadowDatabase database, Instant at) {
    SessionName name = ((SessionName.Parsed.Valid) SessionName.parse("shop/main")).name();
    return new SessionInfo(
        name,
        1,
        1,
        database.name(),
        new SessionState.Origin("mori", at),
        SessionState.Schema.CLONED,
        Map.of());
  }

  /** Sessions of which nothing but the list is asked. */
  private record Known(List<SessionInfo> sessions) implements Sessions {
    @Override
    public CompletionStage<OpenOutcome> open(SessionName name, OpenRequest request) {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<FindOutcome> find(SessionName name) {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<List<SessionInfo>> list() {
      return CompletableFuture.completedStage(sessions);
    }

    @Override
    public CompletionStage<Optional<SessionInfo>> inspect(SessionName name) {
      throw new AssertionError();
    }
  }
}
