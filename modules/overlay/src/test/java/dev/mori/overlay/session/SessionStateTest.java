package dev.mori.overlay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.overlay.session.SessionEvent.RowsMarked;
import dev.mori.overlay.session.SessionEvent.SchemaChanged;
import dev.mori.overlay.session.SessionEvent.SessionDropped;
import dev.mori.overlay.session.SessionEvent.SessionOpened;
import dev.mori.overlay.session.SessionEvent.SessionReset;
import dev.mori.overlay.session.SessionEvent.TableDetached;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a session accepts, case by case. */
class SessionStateTest {

  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
  private static final TableId ORDERS = new TableId("public", "orders");
  private static final TableId ITEMS = new TableId("public", "items");

  private final SessionState open =
      SessionState.initial().apply(new SessionOpened(1, "db1", "ann", NOW));

  @Test
  void openingBeginsEpochOne() {
    assertThat(SessionState.initial().decide(new SessionCommand.Open("db1", "ann", NOW)))
        .isEqualTo(new Decision.Accepted(List.of(new SessionOpened(1, "db1", "ann", NOW))));
  }

  @Test
  void openingAgainKeepsTheDatabaseItHas() {
    assertThat(open.decide(new SessionCommand.Open("db2", "bob", NOW)))
        .isEqualTo(new Decision.Accepted(List.of()));
  }

  @Test
  void nothingButOpeningIsPossibleWithoutASession() {
    assertThat(SessionState.initial().decide(mark(1, 5))).isEqualTo(new Decision.NoSession());
    assertThat(SessionState.initial().decide(new SessionCommand.Drop(NOW)))
        .isEqualTo(new Decision.NoSession());
  }

  @Test
  void onlyNewKeysMakeAnEvent() {
    SessionState marked = open.apply(new RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(1, 2))));
    assertThat(marked.decide(mark(1, 2, 3)))
        .isEqualTo(
            new Decision.Accepted(List.of(new RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(3))))));
    assertThat(marked.decide(mark(1, 1))).isEqualTo(new Decision.Accepted(List.of()));
  }

  @Test
  void aTransactionThatStraddlesAResetCanNotMark() {
    SessionState reset = open.apply(new SessionReset(2, "db2", NOW));
    assertThat(reset.decide(mark(1, 5))).isEqualTo(new Decision.StaleEpoch(1, 2));
    assertThat(reset.decide(new SessionCommand.DetachTable(1, ORDERS)))
        .isEqualTo(new Decision.StaleEpoch(1, 2));
    assertThat(reset.decide(new SessionCommand.ChangeSchema(1, "x", NOW)))
        .isEqualTo(new Decision.StaleEpoch(1, 2));
  }

  @Test
  void resetForgetsMarksAndSchemaAndKeepsTheOwner() {
    SessionState.Open reset =
        (SessionState.Open)
            open.apply(new RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(1))))
                .apply(new TableDetached(1, ITEMS))
                .apply(new SchemaChanged(1, new SchemaChange(1, "CREATE TABLE public.x", NOW)))
                .apply(new SessionReset(2, "db2", NOW));
    assertThat(reset.marks()).isEqualTo(Marks.NONE);
    assertThat(reset.schema()).isEqualTo(SessionState.Schema.CLONED);
    assertThat(reset.shadowDatabase()).isEqualTo("db2");
    assertThat(reset.origin().owner()).isEqualTo("ann");
    assertThat(reset.epoch()).isEqualTo(2);
  }

  @Test
  void aResetThatIsAskedForTwiceHappensOnce() {
    SessionCommand reset = new SessionCommand.Reset("db2", NOW);
    SessionState after = open.apply(new SessionReset(2, "db2", NOW));
    assertThat(after.decide(reset)).isEqualTo(new Decision.Accepted(List.of()));
  }

  @Test
  void epochsGoOnWhenADroppedNameIsOpenedAgain() {
    SessionState again =
        open.apply(new SessionDropped(1, NOW)).apply(new SessionOpened(2, "db2", "bob", NOW));
    assertThat(again.decide(mark(1, 5))).isEqualTo(new Decision.StaleEpoch(1, 2));
  }

  @Test
  void aDetachedTableNeedsNoMarksAndHasEveryKey() {
    SessionState.Open detached = (SessionState.Open) open.apply(new TableDetached(1, ORDERS));
    assertThat(detached.decide(mark(1, 5))).isEqualTo(new Decision.Accepted(List.of()));
    assertThat(detached.marks().mayContain(ORDERS, KeyMark.ofLong(77))).isTrue();
    assertThat(detached.marks().isDetached(ORDERS)).isTrue();
    assertThat(detached.marks().isDirty(ITEMS)).isFalse();
  }

  @Test
  void manyKeysBecomeSeveralEventsOfBoundedSize() {
    KeySet many = KeySet.ofBits(LongStream.range(0, 40_000).toArray());
    Decision decision =
        open.decide(new SessionCommand.MarkRows(1, Map.of(ORDERS, many, ITEMS, many)));
    List<SessionEvent> events = ((Decision.Accepted) decision).events();
    assertThat(events).hasSizeBetween(5, 6);
    SessionState.Open after =
        (SessionState.Open) events.stream().reduce(open, SessionState::apply, (a, b) -> b);
    assertThat(after.marks().keyCount()).isEqualTo(80_000);
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(
                        ((RowsMarked) event).keys().values().stream().mapToLong(KeySet::size).sum())
                    .isBetween(1L, (long) SessionState.MAX_KEYS_PER_EVENT));
  }

  @Test
  void reconcilingAddsWhatTheLedgerHasAndTheMarksLack() {
    SessionState marked = open.apply(new RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(1, 2))));
    Ledger ledger = new Ledger(Map.of(ORDERS, KeySet.ofBits(2, 3)), Set.of(ITEMS));
    assertThat(marked.decide(new SessionCommand.Reconcile(1, ledger)))
        .isEqualTo(
            new Decision.Accepted(
                List.of(
                    new TableDetached(1, ITEMS),
                    new RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(3))))));
  }

  @Test
  void theSchemaVersionCountsEveryChangeAndOnlyTheLastOnesAreKept() {
    SessionState.Open state = (SessionState.Open) open;
    for (int i = 0; i < 250; i++) {
      Decision decision =
          state.decide(new SessionCommand.ChangeSchema(1, "ALTER TABLE public.t" + i, NOW));
      state = (SessionState.Open) state.apply(((Decision.Accepted) decision).events().getFirst());
    }
    assertThat(state.schema().version()).isEqualTo(250);
    assertThat(state.schema().changes()).hasSize(200);
    assertThat(state.schema().changes().getFirst().version()).isEqualTo(51);
  }

  @Test
  void anEventThatCanNotFollowMeansADamagedJournal() {
    assertThatThrownBy(() -> open.apply(new SessionReset(3, "db", NOW)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> open.apply(new SessionOpened(1, "db", "x", NOW)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SessionState.initial().apply(new SessionDropped(0, NOW)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aViewShowsTheState() {
    SessionView view =
        SessionView.of(
            new SessionName("shop", "x"), (SessionState.Open) open, SessionView.Standing.SETTLED);
    assertThat(view.trusted()).isTrue();
    assertThat(view.as(SessionView.Standing.UNTRUSTED).trusted()).isFalse();
    assertThat(view.as(SessionView.Standing.DROPPED).dropped()).isTrue();
    assertThat(view.epoch()).isEqualTo(1);
  }

  private static SessionCommand mark(long epoch, long... keys) {
    return new SessionCommand.MarkRows(epoch, Map.of(ORDERS, KeySet.ofBits(keys)));
  }
}
