package dev.mori.state;

import static dev.mori.state.Names.ITEMS;
import static dev.mori.state.Names.ORDERS;
import static dev.mori.state.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with its journal in an H2 file, used as connections use it. */
final class SessionsIT {

  @TempDir private Path directory;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(directory, Reconciliation.none());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  @Test
  void whatWasMarkedIsInTheViewWhenTheAnswerComes() throws Exception {
    SessionHandle session = node.open("shop/feature-x", "db1");
    SessionView before = session.view();
    assertThat(before.trusted()).isTrue();
    assertThat(before.marks()).isEqualTo(Marks.NONE);

    ChangeOutcome outcome = await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(1, 2))));

    assertThat(outcome).isInstanceOf(ChangeOutcome.Done.class);
    assertThat(session.view().marks().mayContain(ORDERS, KeyMark.ofLong(2))).isTrue();
    assertThat(session.view().marks().mayContain(ORDERS, KeyMark.ofLong(3))).isFalse();
    assertThat(before.marks()).isEqualTo(Marks.NONE);
  }

  @Test
  void aSessionThatExistsKeepsItsDatabase() throws Exception {
    node.open("shop/x", "db1");
    OpenOutcome again =
        await(node.sessions().open(Names.of("shop/x"), new OpenRequest("db2", "bob")));
    assertThat(again)
        .isInstanceOfSatisfying(
            OpenOutcome.Opened.class,
            opened -> {
              assertThat(opened.created()).isFalse();
              assertThat(opened.handle().view().shadowDatabase()).isEqualTo("db1");
            });
    assertThat(await(node.sessions().find(Names.of("shop/none"))))
        .isInstanceOf(FindOutcome.NoSession.class);
    assertThat(await(node.sessions().find(Names.of("shop/x"))))
        .isInstanceOf(FindOutcome.Found.class);
  }

  @Test
  void resetBeginsAnEpochThatOldTransactionsCanNotMarkIn() throws Exception {
    SessionHandle session = node.open("shop/x", "db1");
    List<SessionView> seen = Collections.synchronizedList(new ArrayList<>());
    session.onChange(seen::add);
    await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(1))));
    await(session.schemaChanged(1, "CREATE TABLE public.x"));
    await(session.detach(1, ITEMS));
    assertThat(session.view().schemaVersion()).isEqualTo(1);
    assertThat(session.view().marks().isDetached(ITEMS)).isTrue();

    assertThat(await(session.reset("db2"))).isInstanceOf(ChangeOutcome.Done.class);

    assertThat(session.view().epoch()).isEqualTo(2);
    assertThat(session.view().shadowDatabase()).isEqualTo("db2");
    assertThat(session.view().marks()).isEqualTo(Marks.NONE);
    assertThat(session.view().schemaVersion()).isZero();
    assertThat(await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(9)))))
        .isEqualTo(new ChangeOutcome.StaleEpoch(1, 2));
    assertThat(await(session.confirm(1))).isEqualTo(new ChangeOutcome.StaleEpoch(1, 2));
    assertThat(await(session.confirm(2))).isInstanceOf(ChangeOutcome.Done.class);
    assertThat(seen).extracting(SessionView::epoch).containsExactly(1L, 1L, 1L, 2L);
  }

  @Test
  void aDroppedSessionIsGoneAndItsNameIsFree() throws Exception {
    SessionHandle old = node.open("shop/x", "db1");
    assertThat(await(old.drop())).isInstanceOf(ChangeOutcome.Done.class);
    await().atMost(Duration.ofMinutes(1)).until(() -> old.view().dropped());
    assertThat(await(node.sessions().list())).isEmpty();

    SessionHandle fresh = node.open("shop/x", "db2");
    assertThat(fresh.view().epoch()).isEqualTo(2);
    assertThat(fresh.view().shadowDatabase()).isEqualTo("db2");
    assertThat(await(old.mark(1, Map.of(ORDERS, KeySet.ofBits(1)))))
        .isEqualTo(new ChangeOutcome.StaleEpoch(1, 2));
  }

  @Test
  void sessionsAreListedWithWhatTheyHold() throws Exception {
    node.open("shop/b", "db1");
    SessionHandle a = node.open("shop/a", "db2");
    await(a.mark(1, Map.of(ORDERS, KeySet.ofBits(1, 2, 3))));
    List<SessionInfo> list = await(node.sessions().list());
    assertThat(list).extracting(info -> info.name().format()).containsExactly("shop/a", "shop/b");
    assertThat(list.getFirst().tables())
        .isEqualTo(Map.of(ORDERS, new SessionInfo.TableCount(3, false)));
    assertThat(list.getFirst().origin().owner()).isEqualTo("ann");
  }

  @Test
  void manyConnectionsMarkAtOnceAndEverythingIsThereAfterARestart() throws Exception {
    SessionHandle session = node.open("shop/x", "db1");
    List<CompletableFuture<ChangeOutcome>> answers = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      answers.add(session.mark(1, Map.of(ORDERS, KeySet.ofBits(i))).toCompletableFuture());
    }
    Random random = new Random(1);
    KeySet hashes = KeySet.ofBits(LongStream.generate(random::nextLong).limit(200_000).toArray());
    answers.add(session.mark(1, Map.of(ITEMS, hashes)).toCompletableFuture());
    for (CompletableFuture<ChangeOutcome> answer : answers) {
      assertThat(await(answer)).isInstanceOf(ChangeOutcome.Done.class);
    }
    Marks marks = session.view().marks();
    assertThat(marks.keyCount()).isEqualTo(203_000);

    node.close();
    node = TestNode.start(directory, Reconciliation.none());

    assertThat(node.open("shop/x", "ignored").view().marks()).isEqualTo(marks);
  }

  @Test
  void aSnapshotOfMoreThanAMegabyteIsReadBack() throws Exception {
    SessionHandle session = node.open("shop/x", "db1");
    Random random = new Random(1);
    await(
        session.mark(
            1,
            Map.of(
                ITEMS,
                KeySet.ofBits(LongStream.generate(random::nextLong).limit(300_000).toArray()))));
    for (int i = 0; i < 1200; i++) {
      await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(i))));
    }
    Marks marks = session.view().marks();
    node.close();
    node = TestNode.start(directory, Reconciliation.none());
    assertThat(node.open("shop/x", "ignored").view().marks()).isEqualTo(marks);
    assertThat(await(node.sessions().list())).hasSize(1);
  }

  @Test
  void theJournalTellsWhatFollowsARevisionUnlessASnapshotHoldsIt() throws Exception {
    SessionHandle session = node.open("shop/x", "db1");
    await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(1))));
    await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(2))));
    JournalReader reader = new JournalReader(node.journal());
    assertThat(reader.eventsAfter(Names.of("shop/x"), 1).orElseThrow())
        .containsExactly(
            new SessionEvent.RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(1))),
            new SessionEvent.RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(2))));
    assertThat(reader.eventsAfter(Names.of("shop/x"), 3).orElseThrow()).isEmpty();
    for (int i = 3; i < 1800; i++) {
      await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(i))));
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> reader.eventsAfter(Names.of("shop/x"), 3).isEmpty());
    assertThat(reader.eventsAfter(Names.of("shop/x"), 1790).orElseThrow()).hasSize(10);
    reader.close();
  }

  @Test
  void theLedgerRepairsMarksBeforeTheSessionIsUsed() throws Exception {
    SessionHandle session = node.open("shop/x", "db1");
    await(session.mark(1, Map.of(ORDERS, KeySet.ofBits(1))));
    node.close();
    Ledger ledger = new Ledger(Map.of(ORDERS, KeySet.ofBits(1, 77)), Set.of(ITEMS));
    node = TestNode.start(directory, (name, database) -> CompletableFuture.completedStage(ledger));
    Marks marks = node.open("shop/x", "ignored").view().marks();
    assertThat(marks.of(ORDERS).keys()).isEqualTo(KeySet.ofBits(1, 77));
    assertThat(marks.isDetached(ITEMS)).isTrue();
  }
}
