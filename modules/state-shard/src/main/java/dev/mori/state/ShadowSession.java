package dev.mori.state;

import dev.mori.overlay.session.Decision;
import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * One session, wherever in the cluster it is: persists what {@link SessionState} decides, tells the
 * replicas, and answers when every replica that may be trusted has it.
 *
 * <p>What it accepts is decided by {@link SessionState}, whom it waits for by {@link ReplicaSet}.
 * It speaks only while its {@link Title} holds. Replicas and waiting answers are not persisted: a
 * new incarnation waits until no lease of the old one can be valid ({@link LeaseBook}) and until
 * the marks agree with the shadow's ledger ({@link Reconciliation}); requests are stashed
 * meanwhile.
 */
final class ShadowSession
    extends EventSourcedBehavior<ShadowSession.Command, SessionEvent, SessionState> {

  /** The first part of the persistence ids of sessions. */
  static final String ENTITY_TYPE = "session";

  private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);

  /** What the entity understands. */
  sealed interface Command {}

  /** Do this, and answer when it is so everywhere. */
  record Submit(SessionCommand command, ActorRef<ChangeOutcome> replyTo)
      implements Command, SessionMessage {}

  /** Tell what is known of the session. */
  record Inspect(ActorRef<Inspection> replyTo) implements Command, SessionMessage {}

  /** Send the whole state, and every event from then on. */
  record Subscribe(ActorRef<NodeReplica.Command> replica) implements Command, SessionMessage {}

  /** The replica has everything up to the revision. */
  record Acknowledge(long revision, ActorRef<NodeReplica.Command> replica)
      implements Command, SessionMessage {}

  /**
   * The replica has everything up to the revision and asks for a lease.
   *
   * @param token the replica's clock when it asked, given back with the lease
   */
  record Renew(long revision, long token, ActorRef<NodeReplica.Command> replica)
      implements Command, SessionMessage {}

  /** The replica has stopped trusting itself and is going. */
  record Unsubscribe(ActorRef<NodeReplica.Command> replica) implements Command, SessionMessage {}

  /** The entity may answer for the session now. */
  record Owned(Title title) implements Command {}

  private record LedgerRead(long epoch, Ledger ledger) implements Command {}

  private record LedgerFailed(Throwable cause) implements Command {}

  private enum Internal implements Command {
    READ_LEDGER,
    LEASES_OVER,
    EXPIRE
  }

  /** What is known of a session; empty when it does not exist. */
  record Inspection(Optional<SessionInfo> info) implements SessionMessage {}

  private enum Todo {
    WAIT_FOR_LEASES,
    READ_LEDGER
  }

  private final SessionName name;
  private final SessionSettings settings;
  private final SessionEntity.Environment environment;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Title title;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Set<Todo> todo = EnumSet.noneOf(Todo.class);
  private final WaitingAnswers waiting = new WaitingAnswers();
  private ReplicaSet<ActorRef<NodeReplica.Command>> replicas = ReplicaSet.none();

  /** Made by {@link SessionEntity}, when the title is taken. */
  ShadowSession(
      SessionName name,
      SessionSettings settings,
      SessionEntity.Environment environment,
      SessionEntity.Place place) {
    super(
        PersistenceId.of(ENTITY_TYPE, name.format()),
        SupervisorStrategy.restartWithBackoff(BACKOFF_MIN, BACKOFF_MAX, 0.1));
    this.name = name;
    this.settings = settings;
    this.environment = environment;
    this.context = place.context();
    this.timers = place.timers();
    this.title = place.title();
    this.shard = place.shard();
  }

  @Override
  public SessionState emptyState() {
    return SessionState.initial();
  }

  @Override
  public EventHandler<SessionState, SessionEvent> eventHandler() {
    return SessionState::apply;
  }

  @Override
  public CommandHandler<Command, SessionEvent, SessionState> commandHandler() {
    return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::onCommand);
  }

  @Override
  public SignalHandler<SessionState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(PostStop.instance(), this::onStop)
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), 2)
        .withDeleteEventsOnSnapshot();
  }

  private Effect<SessionEvent, SessionState> onCommand(SessionState state, Command command) {
    if (!title.holds()) {
      return onTitleLost();
    }
    return switch (command) {
      case Submit submit -> todo.isEmpty() ? onSubmit(state, submit) : Effect().stash();
      case Inspect inspect -> onInspect(state, inspect);
      case Subscribe subscribe -> todo.isEmpty() ? onSubscribe(state, subscribe) : Effect().none();
      case Acknowledge acknowledge -> onAcknowledge(state, acknowledge);
      case Renew renew -> todo.isEmpty() ? onRenew(state, renew) : Effect().none();
      case Unsubscribe unsubscribe -> onUnsubscribe(state, unsubscribe);
      case Owned owned -> Effect().none();
      case LedgerRead read -> onLedgerRead(state, read);
      case LedgerFailed failed -> onLedgerFailed(failed);
      case Internal internal -> onInternal(state, internal);
    };
  }

  /**
   * Another process may know more by now: this one says nothing any more. Who has asked asks again.
   */
  private Effect<SessionEvent, SessionState> onTitleLost() {
    waiting.forget();
    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    return Effect().none();
  }

  private void onStop(SessionState state) {
    title.release(environment.leases().remaining(name, environment.clock().getAsLong()));
  }

  /**
   * Also after a failure of the journal, when this object lives on: then it knows nothing of before
   * either.
   */
  private void onRecovered(SessionState state) {
    waiting.giveUp(new ChangeOutcome.Unavailable("the session's journal failed"));
    todo.clear();
    timers.cancelAll();
    replicas = ReplicaSet.<ActorRef<NodeReplica.Command>>none().answered(state.revision());
    if (state.revision() == 0) {
      return;
    }
    Duration remaining = environment.leases().remaining(name, environment.clock().getAsLong());
    if (!remaining.isZero()) {
      todo.add(Todo.WAIT_FOR_LEASES);
      timers.startSingleTimer(Internal.LEASES_OVER, remaining);
    }
    readLedger(state);
  }

  private void readLedger(SessionState state) {
    if (state instanceof SessionState.Open open) {
      todo.add(Todo.READ_LEDGER);
      context.pipeToSelf(
          environment.reconciliation().ledger(name, open.shadowDatabase()),
          (ledger, failure) ->
              failure == null ? new LedgerRead(open.epoch(), ledger) : new LedgerFailed(failure));
    }
  }

  private Effect<SessionEvent, SessionState> onLedgerRead(SessionState state, LedgerRead read) {
    // Nothing was accepted since it was asked for, so the epoch is still the same.
    List<SessionEvent> events =
        switch (state.decide(new SessionCommand.Reconcile(read.epoch(), read.ledger()))) {
          case Decision.Accepted accepted -> accepted.events();
          case Decision.StaleEpoch stale ->
              throw new IllegalStateException("reset while reading the ledger");
          case Decision.NoSession none ->
              throw new IllegalStateException("dropped while reading the ledger");
        };
    if (!events.isEmpty()) {
      context
          .getLog()
          .warn(
              "session {}: the ledger held keys without marks; {} events repair them",
              name,
              events.size());
    }
    return Effect()
        .persist(events)
        .thenRun((SessionState next) -> done(Todo.READ_LEDGER, next))
        .thenUnstashAll();
  }

  private Effect<SessionEvent, SessionState> onLedgerFailed(LedgerFailed failed) {
    context
        .getLog()
        .warn(
            "session {}: its shadow's ledger can not be read, trying again", name, failed.cause());
    timers.startSingleTimer(Internal.READ_LEDGER, settings.reconcileRetry());
    return Effect().none();
  }

  private Effect<SessionEvent, SessionState> onInternal(SessionState state, Internal internal) {
    return switch (internal) {
      case READ_LEDGER -> {
        readLedger(state);
        yield Effect().none();
      }
      case LEASES_OVER ->
          Effect()
              .none()
              .thenRun((SessionState same) -> done(Todo.WAIT_FOR_LEASES, same))
              .thenUnstashAll();
      case EXPIRE -> {
        settle(state);
        yield Effect().none();
      }
    };
  }

  private void done(Todo what, SessionState state) {
    todo.remove(what);
    replicas = replicas.answered(state.revision()); // nobody has subscribed yet
  }

  private Effect<SessionEvent, SessionState> onSubmit(SessionState state, Submit submit) {
    if (waiting.isFull()) {
      submit
          .replyTo()
          .tell(new ChangeOutcome.Unavailable("too many requests wait for the session's replicas"));
      return Effect().none();
    }
    return switch (state.decide(submit.command())) {
      case Decision.Accepted accepted ->
          Effect()
              .persist(accepted.events())
              .thenRun(
                  (SessionState next) -> {
                    publish(state.revision(), accepted.events());
                    ChangeOutcome done = new ChangeOutcome.Done(next.epoch(), next.revision());
                    waiting.add(next.revision(), done, submit.replyTo());
                    settle(next);
                  });
      case Decision.StaleEpoch stale -> {
        submit.replyTo().tell(new ChangeOutcome.StaleEpoch(stale.given(), stale.current()));
        yield Effect().none();
      }
      case Decision.NoSession none -> {
        submit.replyTo().tell(new ChangeOutcome.NoSession());
        yield Effect().none();
      }
    };
  }

  private Effect<SessionEvent, SessionState> onInspect(SessionState state, Inspect inspect) {
    Optional<SessionInfo> info =
        state instanceof SessionState.Open open
            ? Optional.of(SessionInfo.of(name, open))
            : Optional.empty();
    inspect.replyTo().tell(new Inspection(info));
    return Effect().none();
  }

  private Effect<SessionEvent, SessionState> onSubscribe(SessionState state, Subscribe subscribe) {
    replicas = replicas.subscribe(subscribe.replica(), environment.clock().getAsLong());
    sendState(state, subscribe.replica());
    return Effect().none();
  }

  private Effect<SessionEvent, SessionState> onAcknowledge(
      SessionState state, Acknowledge acknowledge) {
    replicas = replicas.acknowledge(acknowledge.replica(), acknowledge.revision());
    settle(state);
    return Effect().none();
  }

  private Effect<SessionEvent, SessionState> onUnsubscribe(
      SessionState state, Unsubscribe unsubscribe) {
    replicas = replicas.unsubscribe(unsubscribe.replica());
    settle(state);
    return Effect().none();
  }

  private Effect<SessionEvent, SessionState> onRenew(SessionState state, Renew renew) {
    long now = environment.clock().getAsLong();
    long until = now + settings.lease().plus(settings.leaseMargin()).toNanos();
    if (!title.holdsFor(settings.lease().plus(settings.leaseMargin()))) {
      return Effect().none(); // A lease must not outlast the title.
    }
    switch (replicas.renew(renew.replica(), renew.revision(), state.revision(), now, until)) {
      case ReplicaSet.Renewal.Unknown<ActorRef<NodeReplica.Command>> unknown ->
          renew.replica().tell(new NodeReplica.Unknown());
      case ReplicaSet.Renewal.Behind<ActorRef<NodeReplica.Command>> behind -> {
        replicas = behind.next();
        sendStateIf(behind.resend(), state, renew.replica());
      }
      case ReplicaSet.Renewal.Granted<ActorRef<NodeReplica.Command>> granted -> {
        replicas = granted.next();
        environment.leases().granted(name, until);
        renew.replica().tell(new NodeReplica.LeaseGranted(renew.token(), replicas.answered()));
        sendStateIf(granted.resend(), state, renew.replica());
      }
    }
    settle(state);
    return Effect().none();
  }

  private void sendStateIf(
      boolean lost, SessionState state, ActorRef<NodeReplica.Command> replica) {
    if (lost) {
      sendState(state, replica);
    }
  }

  private static void sendState(SessionState state, ActorRef<NodeReplica.Command> replica) {
    List<SessionState> pieces = StateParts.split(state);
    for (int part = 0; part < pieces.size(); part++) {
      replica.tell(new NodeReplica.StatePart(part, pieces.size(), pieces.get(part)));
    }
  }

  private void publish(long before, List<SessionEvent> events) {
    long revision = before;
    for (SessionEvent event : events) {
      NodeReplica.Increment increment = new NodeReplica.Increment(revision, event);
      replicas.subscribers().forEach(replica -> replica.tell(increment));
      revision++;
    }
  }

  /**
   * Answers what every replica with a lease has; looks again when the next lease may have ended.
   */
  private void settle(SessionState state) {
    if (!title.holds()) {
      return;
    }
    replicas = replicas.expire(environment.clock().getAsLong(), settings.lease().toNanos());
    long settled = replicas.settled(state.revision());
    if (settled > replicas.answered()) {
      replicas = replicas.answered(settled);
      replicas.subscribers().forEach(replica -> replica.tell(new NodeReplica.Settled(settled)));
    }
    waiting.answerUpTo(settled);
    if (waiting.isEmpty()) {
      timers.cancel(Internal.EXPIRE);
    } else if (!timers.isTimerActive(Internal.EXPIRE)) {
      timers.startSingleTimer(Internal.EXPIRE, settings.lease().dividedBy(4));
    }
  }
}
