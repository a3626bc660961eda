package dev.mori.state;

import static dev.mori.state.Names.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The entity with a journal in memory, and replicas and a shadow that the test plays. */
final class ShadowSessionTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create("session", TestConfigs.journalInMemory());
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");
  private static final Duration QUIET = Duration.ofMillis(200);

  private final ManualClock clock = new ManualClock();
  private final TestProbe<ChangeOutcome> asker = KIT.createTestProbe();
  private final TestProbe<NodeReplica.Command> replica = KIT.createTestProbe();
  private final dev.mori.overlay.session.SessionName name =
      Names.of("shop/s" + NUMBER.incrementAndGet());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void whatItDecidesIsPersistedAndAnswered() {
    var kit = kit(Reconciliation.none());
    var opened = kit.<ChangeOutcome>runCommand(to -> submit(open("db1"), to));
    assertThat(opened.event()).isEqualTo(new SessionEvent.SessionOpened(1, "db1", "ann", AT));
    assertThat(opened.reply()).isEqualTo(new ChangeOutcome.Done(1, 1));
    var marked = kit.<ChangeOutcome>runCommand(to -> submit(mark(1, 5, 6), to));
    assertThat(marked.event())
        .isEqualTo(new SessionEvent.RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(5, 6))));
    assertThat(marked.reply()).isEqualTo(new ChangeOutcome.Done(1, 2));
    var again = kit.<ChangeOutcome>runCommand(to -> submit(mark(1, 5), to));
    assertThat(again.hasNoEvents()).isTrue();
    assertThat(again.reply()).isEqualTo(new ChangeOutcome.Done(1, 2));
    var reset =
        kit.<ChangeOutcome>runCommand(to -> submit(new SessionCommand.Reset("db2", AT), to));
    assertThat(reset.reply()).isEqualTo(new ChangeOutcome.Done(2, 3));
    var stale = kit.<ChangeOutcome>runCommand(to -> submit(mark(1, 9), to));
    assertThat(stale.hasNoEvents()).isTrue();
    assertThat(stale.reply()).isEqualTo(new ChangeOutcome.StaleEpoch(1, 2));
    var info = kit.<ShadowSession.Inspection>runCommand(ShadowSession.Inspect::new).reply().info();
    assertThat(info).get().extracting(SessionInfo::shadowDatabase).isEqualTo("db2");
  }

  @Test
  void aRestartedEntityHasTheSameState() {
    var kit = kit(Reconciliation.none());
    kit.<ChangeOutcome>runCommand(to -> submit(open("db1"), to));
    kit.<ChangeOutcome>runCommand(to -> submit(mark(1, 5, 6), to));
    SessionState before = kit.getState();
    assertThat(kit.restart().state()).isEqualTo(before);
  }

  @Test
  void aMarkIsAnsweredOnlyWhenTheReplicaWithALeaseHasIt() {
    ActorRef<ShadowSession.Command> entity = spawn(Reconciliation.none());
    openAndFollow(entity);

    entity.tell(submit(mark(1, 5), asker.ref()));
    replica.expectMessage(
        new NodeReplica.Increment(
            1, new SessionEvent.RowsMarked(1, Map.of(ORDERS, KeySet.ofBits(5)))));
    asker.expectNoMessage(QUIET);
    // A request for what is marked already waits as well: the replica may not have it yet.
    TestProbe<ChangeOutcome> second = KIT.createTestProbe();
    entity.tell(submit(mark(1, 5), second.ref()));
    second.expectNoMessage(QUIET);

    entity.tell(new ShadowSession.Acknowledge(2, replica.ref()));
    asker.expectMessage(new ChangeOutcome.Done(1, 2));
    second.expectMessage(new ChangeOutcome.Done(1, 2));
    replica.expectMessage(new NodeReplica.Settled(2));
  }

  @Test
  void aReplicaThatFallsSilentIsWaitedForUntilItsLeaseIsOver() {
    ActorRef<ShadowSession.Command> entity = spawn(Reconciliation.none());
    openAndFollow(entity);
    entity.tell(submit(mark(1, 5), asker.ref()));
    asker.expectNoMessage(QUIET);
    SessionSettings settings = TestConfigs.settings(true);
    clock.advance(settings.lease().plus(settings.leaseMargin()));
    asker.expectMessage(Duration.ofSeconds(20), new ChangeOutcome.Done(1, 2));
    // It comes back without what was answered meanwhile: no lease before it has that.
    replica.expectMessageClass(NodeReplica.Increment.class);
    replica.expectMessage(new NodeReplica.Settled(2));
    entity.tell(new ShadowSession.Renew(1, 7, replica.ref()));
    replica.expectNoMessage(QUIET);
    entity.tell(new ShadowSession.Renew(1, 8, replica.ref()));
    replica.expectMessageClass(
        NodeReplica.StatePart.class); // what it lacks was lost: everything again
    replica.expectMessageClass(NodeReplica.StatePart.class);
    entity.tell(new ShadowSession.Renew(2, 9, replica.ref()));
    replica.expectMessage(new NodeReplica.LeaseGranted(9, 2));
  }

  @Test
  void aNewIncarnationWaitsOutTheLeasesOfTheOldOneInItsProcess() {
    LeaseBook leases = new LeaseBook();
    ActorRef<ShadowSession.Command> old = KIT.spawn(create(leases, new PlayedTitle()));
    openAndFollow(old);
    KIT.stop(old);
    clock.advance(Duration.ofSeconds(9));
    ActorRef<ShadowSession.Command> entity = KIT.spawn(create(leases, new PlayedTitle()));
    entity.tell(submit(mark(1, 5), asker.ref()));
    asker.expectNoMessage(Duration.ofSeconds(1));
    asker.expectMessage(Duration.ofSeconds(20), new ChangeOutcome.Done(1, 2));
  }

  @Test
  void anEntityThatIsHandedOverStopsWhenItsReplicasTrustThemselvesNoMore() {
    LeaseBook leases = new LeaseBook();
    PlayedTitle title = new PlayedTitle();
    ActorRef<ShadowSession.Command> entity = KIT.spawn(create(leases, title));
    openAndFollow(entity);
    entity.tell(submit(mark(1, 5), asker.ref())); // waits for the replica
    entity.tell(ShadowSession.Stopping.HAND_OVER);
    replica.expectMessageClass(NodeReplica.Increment.class);
    replica.expectMessage(new NodeReplica.Withdraw(entity));
    entity.tell(new ShadowSession.Renew(2, 8, replica.ref()));
    replica.expectNoMessage(QUIET);
    asker.expectNoMessage(QUIET);
    entity.tell(new ShadowSession.Withdrawn(replica.ref()));
    asker.expectMessage(new ChangeOutcome.Done(1, 2));
    asker.expectTerminated(entity, Duration.ofSeconds(20));
    assertThat(title.released).isEqualTo(Duration.ZERO);
    assertThat(leases.remaining(name, clock.getAsLong())).isZero();
  }

  @Test
  void nothingIsAnsweredBeforeTheTitleIsTakenNorAfterItHasEnded() {
    PlayedTitle title = new PlayedTitle();
    title.taken = new CompletableFuture<>();
    ActorRef<ShadowSession.Command> entity = KIT.spawn(create(new LeaseBook(), title));
    entity.tell(submit(open("db1"), asker.ref()));
    asker.expectNoMessage(QUIET);
    title.taken.complete(null);
    asker.expectMessage(new ChangeOutcome.Done(1, 1));
    entity.tell(new ShadowSession.Subscribe(replica.ref()));
    replica.expectMessageClass(NodeReplica.StatePart.class);
    title.left = TestConfigs.settings(true).lease();
    entity.tell(new ShadowSession.Renew(1, 7, replica.ref()));
    replica.expectNoMessage(QUIET); // the lease would outlast the title
    title.left = Duration.ofDays(1);
    entity.tell(new ShadowSession.Renew(1, 8, replica.ref()));
    replica.expectMessage(new NodeReplica.LeaseGranted(8, 1));

    entity.tell(submit(mark(1, 5), asker.ref())); // waits for the replica
    asker.expectNoMessage(QUIET);
    title.left = Duration.ofNanos(-1);
    entity.tell(new ShadowSession.Acknowledge(2, replica.ref()));
    entity.tell(submit(mark(1, 6), asker.ref()));
    asker.expectNoMessage(QUIET);
    TestProbe<ShadowSession.Inspection> inspector = KIT.createTestProbe();
    entity.tell(new ShadowSession.Inspect(inspector.ref()));
    inspector.expectNoMessage(QUIET);
  }

  @Test
  void nothingIsAcceptedBeforeTheLedgerIsReadAndItsKeysAreMarked() {
    ActorRef<ShadowSession.Command> old = spawn(Reconciliation.none());
    old.tell(submit(open("db1"), asker.ref()));
    asker.expectMessage(new ChangeOutcome.Done(1, 1));
    KIT.stop(old);

    AtomicInteger calls = new AtomicInteger();
    CompletableFuture<Ledger> ledger = new CompletableFuture<>();
    ActorRef<ShadowSession.Command> entity =
        spawn(
            (session, database) -> {
              assertThat(database).isEqualTo("db1");
              return calls.incrementAndGet() == 1
                  ? CompletableFuture.failedFuture(new IllegalStateException("the shadow is down"))
                  : ledger;
            });
    entity.tell(submit(mark(1, 5), asker.ref()));
    entity.tell(new ShadowSession.Subscribe(replica.ref()));
    asker.expectNoMessage(QUIET);
    replica.expectNoMessage(QUIET);
    ledger.complete(new Ledger(Map.of(ORDERS, KeySet.ofBits(77)), Set.of(Names.ITEMS)));
    asker.expectMessage(new ChangeOutcome.Done(1, 4));
    assertThat(calls).hasValue(2);
    TestProbe<ShadowSession.Inspection> inspector = KIT.createTestProbe();
    entity.tell(new ShadowSession.Inspect(inspector.ref()));
    assertThat(inspector.receiveMessage().info().orElseThrow().tables())
        .containsEntry(ORDERS, new SessionInfo.TableCount(2, false))
        .containsEntry(Names.ITEMS, new SessionInfo.TableCount(0, true));
  }

  @Test
  void aReplicaOfAnotherIncarnationIsToldToSubscribe() {
    ActorRef<ShadowSession.Command> entity = spawn(Reconciliation.none());
    entity.tell(new ShadowSession.Renew(1, 7, replica.ref()));
    replica.expectMessage(new NodeReplica.Unknown());
  }

  private void openAndFollow(ActorRef<ShadowSession.Command> entity) {
    entity.tell(submit(open("db1"), asker.ref()));
    asker.expectMessage(new ChangeOutcome.Done(1, 1));
    entity.tell(new ShadowSession.Subscribe(replica.ref()));
    replica.expectMessageClass(NodeReplica.StatePart.class);
    entity.tell(new ShadowSession.Renew(1, 7, replica.ref()));
    replica.expectMessage(new NodeReplica.LeaseGranted(7, 1));
  }

  private ActorRef<ShadowSession.Command> spawn(Reconciliation reconciliation) {
    return KIT.spawn(create(reconciliation, new LeaseBook(), new PlayedTitle()));
  }

  private EventSourcedBehaviorTestKit<ShadowSession.Command, SessionEvent, SessionState> kit(
      Reconciliation reconciliation) {
    return EventSourcedBehaviorTestKit.create(
        KIT.system(),
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new ShadowSession(
                            name,
                            TestConfigs.settings(true),
                            environment(reconciliation, new LeaseBook(), new PlayedTitle()),
                            new SessionEntity.Place(
                                context, timers, new PlayedTitle(), shard())))));
  }

  private Behavior<ShadowSession.Command> create(LeaseBook leases, Title title) {
    return create(Reconciliation.none(), leases, title);
  }

  private Behavior<ShadowSession.Command> create(
      Reconciliation reconciliation, LeaseBook leases, Title title) {
    return SessionEntity.create(
        name, TestConfigs.settings(true), environment(reconciliation, leases, title), shard());
  }

  private static ActorRef<ClusterSharding.ShardCommand> shard() {
    return KIT.<ClusterSharding.ShardCommand>createTestProbe().ref();
  }

  private SessionEntity.Environment environment(
      Reconciliation reconciliation, LeaseBook leases, Title title) {
    Ownership ownership =
        new Ownership() {
          @Override
          public Title to(dev.mori.overlay.session.SessionName session) {
            return title;
          }

          @Override
          public CompletionStage<Done> leave(Duration after) {
            return CompletableFuture.completedStage(Done.getInstance());
          }
        };
    return new SessionEntity.Environment(reconciliation, leases, clock, ownership);
  }

  /** A title that holds as long as the test says. */
  private static final class PlayedTitle implements Title {
    private volatile CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
    private volatile Duration left = Duration.ofDays(1);
    private volatile Duration released = Duration.ofDays(-1);

    @Override
    public CompletionStage<Void> take() {
      return taken;
    }

    @Override
    public Duration left() {
      return left;
    }

    @Override
    public void release(Duration after) {
      released = after;
    }
  }

  private static ShadowSession.Submit submit(
      SessionCommand command, ActorRef<ChangeOutcome> replyTo) {
    return new ShadowSession.Submit(command, replyTo);
  }

  private static SessionCommand open(String database) {
    return new SessionCommand.Open(database, "ann", AT);
  }

  private static SessionCommand mark(long epoch, long... keys) {
    return new SessionCommand.MarkRows(epoch, Map.of(ORDERS, KeySet.ofBits(keys)));
  }
}
