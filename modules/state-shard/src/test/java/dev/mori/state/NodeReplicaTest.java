package dev.mori.state;

import static dev.mori.state.Names.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionState;
import dev.mori.overlay.session.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A replica against an entity that the test plays. */
final class NodeReplicaTest {

  private static final ActorTestKit KIT = ActorTestKit.create("replica", TestConfigs.local());
  private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");

  private final ManualClock clock = new ManualClock();
  private final SessionSettings settings = TestConfigs.settings(true);
  private final TestProbe<ShadowSession.Command> entity = KIT.createTestProbe();
  private final ReplicaCell cell = new ReplicaCell(Names.of("shop/x"), clock);
  private final List<SessionView> announced = Collections.synchronizedList(new ArrayList<>());
  private final ActorRef<NodeReplica.Command> replica;
  private final SessionState open =
      SessionState.initial().apply(new SessionEvent.SessionOpened(1, "db1", "ann", AT));

  NodeReplicaTest() {
    cell.onChange(announced::add);
    replica = KIT.spawn(NodeReplica.create(cell, entity.ref(), settings, clock));
    entity.expectMessage(new ShadowSession.Subscribe(replica));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void itIsTrustedOnlyWithTheStateAndALease() {
    assertThat(cell.view().trusted()).isFalse();
    CompletionStage<SessionView> first = cell.trusted(Duration.ofMinutes(1));
    replica.tell(new NodeReplica.StatePart(0, 1, open));
    ShadowSession.Renew renew = entity.expectMessageClass(ShadowSession.Renew.class);
    assertThat(cell.view().trusted()).isFalse();
    assertThat(cell.view().shadowDatabase()).isEqualTo("db1");
    replica.tell(new NodeReplica.LeaseGranted(renew.token(), 1));
    await().until(() -> cell.view().settled());
    assertThat(first.toCompletableFuture()).isCompletedWithValueMatching(SessionView::trusted);
  }

  @Test
  void theLeaseCountsFromWhenItAskedAndNotFromWhenItWasGranted() {
    NodeReplica.LeaseGranted granted = follow();
    clock.advance(settings.lease().minusNanos(1));
    assertThat(cell.view().trusted()).isTrue();
    clock.advance(Duration.ofNanos(1));
    assertThat(cell.view().trusted()).isFalse();
    replica.tell(granted); // comes late: of no use
    replica.tell(new NodeReplica.Settled(1));
    replica.tell(mark(1, 7));
    await().until(() -> cell.view().revision() == 2);
    assertThat(cell.view().trusted()).isFalse();
  }

  @Test
  void anIncrementIsShownBeforeItIsAcknowledged() {
    follow();
    replica.tell(mark(1, 7));
    entity.fishForMessage(
        Duration.ofSeconds(10),
        message ->
            message.equals(new ShadowSession.Acknowledge(2, replica))
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    assertThat(cell.view().marks().mayContain(ORDERS, KeyMark.ofLong(7))).isTrue();
    assertThat(cell.view().standing()).isEqualTo(SessionView.Standing.TRUSTED);
    replica.tell(new NodeReplica.Settled(2));
    await().until(() -> cell.view().settled());
    assertThat(announced).extracting(SessionView::revision).containsExactly(1L, 2L);
  }

  @Test
  void aGapMakesItSubscribeAgainAndWhatIsOldIsIgnored() {
    follow();
    replica.tell(mark(0, 5));
    replica.tell(mark(3, 7));
    fishFor(ShadowSession.Subscribe.class);
    assertThat(cell.view().revision()).isEqualTo(1);
  }

  @Test
  void aStateInPiecesIsPutTogether() {
    Random random = new Random(5);
    KeySet many = KeySet.ofBits(LongStream.generate(random::nextLong).limit(50_000).toArray());
    SessionState big =
        open.apply(new SessionEvent.RowsMarked(1, Map.of(ORDERS, many)))
            .apply(new SessionEvent.TableDetached(1, Names.ITEMS));
    List<SessionState> pieces = StateParts.split(big);
    assertThat(pieces).hasSizeGreaterThan(3);
    replica.tell(
        new NodeReplica.StatePart(1, pieces.size(), pieces.get(1))); // the first one got lost
    for (int part = 0; part < pieces.size(); part++) {
      replica.tell(new NodeReplica.StatePart(part, pieces.size(), pieces.get(part)));
    }
    await().until(() -> cell.view().revision() == big.revision());
    assertThat(cell.view().marks()).isEqualTo(((SessionState.Open) big).marks());
  }

  @Test
  void aDropIsShownAndEndsTheReplica() {
    follow();
    replica.tell(new NodeReplica.Increment(1, new SessionEvent.SessionDropped(1, AT)));
    fishFor(ShadowSession.Unsubscribe.class);
    assertThat(cell.view().dropped()).isTrue();
    entity.expectTerminated(replica, Duration.ofSeconds(10));
  }

  @Test
  void aReplicaThatLeavesIsNotTrustedBeforeTheEntityHearsOfIt() {
    follow();
    replica.tell(new NodeReplica.Leave(KIT.system().ignoreRef()));
    fishFor(ShadowSession.Unsubscribe.class);
    assertThat(cell.view().trusted()).isFalse();
    assertThat(cell.view().dropped()).isFalse();
  }

  @Test
  void aReplicaThatWithdrawsIsTrustedOnlyByALeaseThatItAskedForLater() {
    NodeReplica.LeaseGranted before = follow();
    replica.tell(new NodeReplica.Withdraw(entity.ref()));
    fishFor(ShadowSession.Withdrawn.class);
    assertThat(cell.view().trusted()).isFalse();
    replica.tell(before); // was overtaken
    replica.tell(new NodeReplica.Increment(0, new SessionEvent.SessionDropped(1, AT)));
    fishFor(ShadowSession.Acknowledge.class);
    assertThat(cell.view().trusted()).isFalse();
    clock.advance(Duration.ofSeconds(1));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              replica.tell(new NodeReplica.LeaseGranted(renewal().token(), 1));
              return cell.view().trusted();
            });
  }

  private ShadowSession.Renew renewal() {
    return entity.expectMessageClass(ShadowSession.Renew.class);
  }

  private NodeReplica.LeaseGranted follow() {
    replica.tell(new NodeReplica.StatePart(0, 1, open));
    ShadowSession.Renew renew = entity.expectMessageClass(ShadowSession.Renew.class);
    NodeReplica.LeaseGranted granted = new NodeReplica.LeaseGranted(renew.token(), 1);
    replica.tell(granted);
    await().until(() -> cell.view().trusted());
    return granted;
  }

  private void fishFor(Class<? extends ShadowSession.Command> type) {
    entity.fishForMessage(
        Duration.ofSeconds(10),
        message ->
            type.isInstance(message)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  private static NodeReplica.Increment mark(long before, long key) {
    return new NodeReplica.Increment(
        before, new SessionEvent.RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(key))));
  }
}
