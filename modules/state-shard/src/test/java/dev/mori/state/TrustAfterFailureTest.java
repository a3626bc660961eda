package dev.mori.state;

import static dev.mori.state.Names.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** An entity whose journal fails forgets its replicas; a replica may not be read past meanwhile. */
final class TrustAfterFailureTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create("trust", TestConfigs.journalInMemory());
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** So long that within the test no replica asks for a lease of its own accord. */
  private static final SessionSettings SETTINGS =
      new SessionSettings(
          true,
          Duration.ofMinutes(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          LIMIT,
          LIMIT,
          500,
          Duration.ofMillis(50));

  private final ManualClock clock = new ManualClock();
  private final SessionName name = Names.of("shop/trust");
  private final TestProbe<ChangeOutcome> asker = KIT.createTestProbe();
  private final ActorRef<ShadowSession.Command> entity =
      KIT.spawn(
          SessionEntity.create(
              name,
              SETTINGS,
              new SessionEntity.Environment(
                  Reconciliation.none(), new LeaseBook(), clock, Ownership.exclusive()),
              KIT.<ClusterSharding.ShardCommand>createTestProbe().ref()));
  private final ReplicaCell cell = new ReplicaCell(name, clock);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aMarkThatIsAnsweredWithoutTheReplicaIsReadOnlyAfterTheReplicaHasIt() {
    submit(new SessionCommand.Open("db1", "ann", Instant.EPOCH));
    asker.expectMessage(LIMIT, new ChangeOutcome.Done(1, 1));
    ActorRef<NodeReplica.Command> replica =
        KIT.spawn(NodeReplica.create(cell, entity, SETTINGS, clock));
    Awaitility.await().atMost(LIMIT).until(() -> cell.view().trusted());

    clock.advance(SETTINGS.lease().plus(SETTINGS.leaseMargin()));
    PersistenceTestKit.create(KIT.system())
        .failNextPersisted(ShadowSession.ENTITY_TYPE + "|" + name.format());
    submit(new SessionCommand.MarkRows(1, Map.of(ORDERS, KeySet.ofBits(5))));
    submit(new SessionCommand.MarkRows(1, Map.of(ORDERS, KeySet.ofBits(6))));
    asker.expectMessage(LIMIT, new ChangeOutcome.Done(1, 2));

    // The commit of key 6 may be told to its client now, and this node's marks lack the key.
    assertThat(has(cell.view(), 6)).isFalse();
    CompletionStage<SessionView> waiting = cell.trusted(Duration.ofMinutes(1));
    assertThat(waiting.toCompletableFuture()).isNotDone();

    replica.tell(new NodeReplica.Unknown()); // what it hears when it asks the next time
    assertThat(waiting.toCompletableFuture())
        .succeedsWithin(LIMIT)
        .matches(SessionView::trusted)
        .matches(view -> has(view, 6));
  }

  @Test
  void aViewThatIsNotTrustedInTimeIsGivenAsItIs() {
    assertThat(cell.trusted(Duration.ofMillis(1)).toCompletableFuture())
        .succeedsWithin(LIMIT)
        .matches(view -> !view.trusted() && !view.dropped());
  }

  private void submit(SessionCommand command) {
    entity.tell(new ShadowSession.Submit(command, asker.ref()));
  }

  private static boolean has(SessionView view, long key) {
    return view.marks().mayContain(ORDERS, KeyMark.ofLong(key));
  }
}
