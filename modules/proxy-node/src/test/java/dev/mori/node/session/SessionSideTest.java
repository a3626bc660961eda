package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.engine.postgres.PostgresProdCatalog;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.SessionView;
import dev.mori.overlay.session.SessionView.Standing;
import dev.mori.overlay.session.TableId;
import dev.mori.state.ChangeOutcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a client may plan by, and what it is told of its commits. */
class SessionSideTest {
  private static final WrittenKeys.Written ORDERS_1 =
      new WrittenKeys.Written(Map.of(new TableId("public", "orders"), KeySet.ofBits(1)), Set.of());

  private final FakeSession session = new FakeSession();
  private final SchemaCache schemas = new SchemaCache(() -> PostgresProdCatalog.of(List.of()));
  private final SessionSide side = new SessionSide(session, schemas, Runnable::run);

  @Test
  void aTrustedViewIsTakenAtOnce() {
    assertThat(side.view().toCompletableFuture()).isCompletedWithValue(session.view());
  }

  /** A statement was planned by marks that lacked what was committed before it. */
  @Test
  void aStatementWaitsForAViewThatIsTrusted() {
    session.standing = Standing.UNTRUSTED;
    CompletableFuture<SessionView> view = side.view().toCompletableFuture();
    assertThat(view).isNotDone();
    SessionView better = session.view(7, Standing.TRUSTED);
    session.trusted.complete(better);
    assertThat(view).isCompletedWithValue(better);
  }

  @Test
  void withoutATrustedViewInTimeTheStatementFails() {
    session.standing = Standing.UNTRUSTED;
    session.trusted.complete(session.view());
    assertThat(state(side.view())).isEqualTo("57P03");
  }

  @Test
  void aStatementOfADroppedSessionFails() {
    session.standing = Standing.DROPPED;
    session.trusted.complete(session.view());
    assertThat(state(side.view())).isEqualTo("3D000");
  }

  @Test
  void marksThatAreNotAnsweredKeepTheTransactionFromItsCommit() {
    assertThat(state(side.mark(1, ORDERS_1))).isEqualTo("00000");
    session.answer = new ChangeOutcome.StaleEpoch(1, 2);
    assertThat(state(side.mark(1, ORDERS_1))).isEqualTo("40001");
    session.answer = new ChangeOutcome.Unavailable("no journal");
    assertThat(state(side.mark(1, ORDERS_1))).isEqualTo("40001");
    session.answer = new ChangeOutcome.NoSession();
    assertThat(state(side.mark(1, ORDERS_1))).isEqualTo("57P01");
    assertThat(session.asked).containsOnly("mark");
  }

  /** The epoch was compared with a view that could be older than the reset. */
  @Test
  void aCommitCountsOnlyWhenTheSessionConfirmsIt() {
    assertThat(state(side.committed(1, false))).isEqualTo("00000");
    session.answer = new ChangeOutcome.StaleEpoch(1, 2);
    assertThat(state(side.committed(1, false))).isEqualTo("40001");
    session.answer = new ChangeOutcome.NoSession();
    assertThat(state(side.committed(1, false))).isEqualTo("57P01");
    session.answer = new ChangeOutcome.Unavailable("no journal");
    assertThat(state(side.committed(1, false))).isEqualTo("08007");
    assertThat(session.asked).containsOnly("confirm");
  }

  /** Clients went on with the schema they had when nobody could be told of the new one. */
  @Test
  void aChangeOfTheSchemaThatIsNotAnnouncedMakesThisNodeLoadItAgain() {
    long before = schemas.version(session.view());
    assertThat(state(side.committed(1, true))).isEqualTo("00000");
    assertThat(schemas.version(session.view())).isEqualTo(before);
    session.answer = new ChangeOutcome.Unavailable("no journal");
    assertThat(state(side.committed(1, true))).isEqualTo("08007");
    assertThat(schemas.version(session.view())).isGreaterThan(before);
    assertThat(session.asked).containsOnly("schema ddl");
  }

  /** The SQLSTATE of the failure, 00000 for success. */
  private static String state(CompletionStage<?> stage) {
    CompletableFuture<?> done = stage.toCompletableFuture();
    assertThat(done).isDone();
    if (!done.isCompletedExceptionally()) {
      return "00000";
    }
    return Errors.cause(done.exceptionNow()) instanceof SqlFailed failed
        ? failed.fields().sqlState()
        : "?";
  }
}
