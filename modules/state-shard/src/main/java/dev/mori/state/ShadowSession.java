package dev.mori.state;

import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
 * One session, wherever in the cluster it is: persists what is decided, tells the replicas, and
 * answers when every replica that may be trusted has it. Its rules are in {@link Incarnation}.
 *
 * <p>Replicas and waiting answers are not persisted: a new incarnation waits until no lease of the
 * old one can be valid ({@link LeaseBook}) and until the marks agree with the shadow's ledger
 * ({@link Reconciliation}); requests are stashed meanwhile.
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

  /** The replica has stopped trusting itself, as this incarnation of the entity has asked it to. */
  record Withdrawn(ActorRef<NodeReplica.Command> replica) implements Command, SessionMessage {}

  /** The entity may answer for the session now. */
  record Owned(Title title) implements Command {}

  private record LedgerRead(long epoch, Ledger ledger) implements Command {}

  private record LedgerFailed(Throwable cause) implements Command {}

  private record Rang(Incarnation.Alarm alarm) implements Command {}

  /** What sharding tells the entity when it has to stop here. */
  enum Stopping implements Command {
    /** Let go of everything that others would have to wait for, and stop then. */
    HAND_OVER,
    /** Nothing is held any more. */
    STOP
  }

  /** What is known of a session; empty when it does not exist. */
  record Inspection(Optional<SessionInfo> info) implements SessionMessage {}

  private final SessionName name;
  private final SessionSettings settings;
  private final Incarnation<ActorRef<NodeReplica.Command>, ActorRef<ChangeOutcome>> rules;
  private final SessionEntity.Environment environment;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Title title;
  private final ActorRef<ClusterSharding.ShardCommand> shard;

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
    this.rules = new Incarnation<>(settings);
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
    return switch (command) {
      case Submit submit -> on(new Incarnation.Input.Submit<>(submit.replyTo(), submit.command()));
      case Inspect inspect -> onInspect(inspect);
      case Subscribe subscribe -> on(new Incarnation.Input.Subscribe<>(subscribe.replica()));
      case Acknowledge acknowledge ->
          on(new Incarnation.Input.Acknowledge<>(acknowledge.replica(), acknowledge.revision()));
      case Renew renew ->
          on(new Incarnation.Input.Renew<>(renew.replica(), renew.revision(), renew.token()));
      case Unsubscribe unsubscribe ->
          on(new Incarnation.Input.Unsubscribe<>(unsubscribe.replica()));
      case Withdrawn withdrawn -> on(new Incarnation.Input.Withdrawn<>(withdrawn.replica()));
      case Owned owned -> Effect().none();
      case LedgerRead read -> onLedgerRead(read);
      case LedgerFailed failed -> onLedgerFailed(failed);
      case Rang rang -> on(new Incarnation.Input.Rang<>(rang.alarm()));
      case Stopping stopping ->
          switch (stopping) {
            case HAND_OVER -> on(new Incarnation.Input.HandOver<>());
            case STOP -> Effect().stop();
          };
    };
  }

  private void onStop(SessionState state) {
    title.release(environment.leases().remaining(name, environment.clock().getAsLong()));
  }

  /** Also after a failure of the journal, when this object lives on. */
  private void onRecovered(SessionState state) {
    Duration leases = environment.leases().remaining(name, environment.clock().getAsLong());
    rules.on(new Incarnation.Input.Recovered<>(state, leases), moment()).forEach(this::carryOut);
  }

  private Effect<SessionEvent, SessionState> onLedgerRead(LedgerRead read) {
    var effects =
        rules.on(new Incarnation.Input.LedgerRead<>(read.epoch(), read.ledger()), moment());
    if (effects.stream().anyMatch(Incarnation.Effect.Persist.class::isInstance)) {
      context.getLog().warn("session {}: the ledger held keys without marks", name);
    }
    return perform(effects);
  }

  private Effect<SessionEvent, SessionState> onLedgerFailed(LedgerFailed failed) {
    context
        .getLog()
        .warn(
            "session {}: its shadow's ledger can not be read, trying again", name, failed.cause());
    return on(new Incarnation.Input.LedgerFailed<>());
  }

  private Effect<SessionEvent, SessionState> onInspect(Inspect inspect) {
    var effects = rules.on(new Incarnation.Input.Inspect<>(), moment());
    if (effects.stream().anyMatch(Incarnation.Effect.Show.class::isInstance)) {
      inspect
          .replyTo()
          .tell(
              new Inspection(
                  rules.state() instanceof SessionState.Open open
                      ? Optional.of(SessionInfo.of(name, open))
                      : Optional.empty()));
    }
    return perform(effects);
  }

  private Moment moment() {
    return new Moment(environment.clock().getAsLong(), title.left());
  }

  private Effect<SessionEvent, SessionState> on(
      Incarnation.Input<ActorRef<NodeReplica.Command>, ActorRef<ChangeOutcome>> input) {
    return perform(rules.on(input, moment()));
  }

  private Effect<SessionEvent, SessionState> perform(
      List<Incarnation.Effect<ActorRef<NodeReplica.Command>, ActorRef<ChangeOutcome>>> effects) {
    effects.forEach(this::carryOut);
    for (var effect : effects) {
      switch (effect) {
        case Incarnation.Effect.Persist(var events) -> {
          return Effect()
              .persist(events)
              .thenRun(
                  (SessionState next) ->
                      rules
                          .on(new Incarnation.Input.Persisted<>(next), moment())
                          .forEach(this::carryOut))
              .thenUnstashAll();
        }
        case Incarnation.Effect.Stash() -> {
          return Effect().stash();
        }
        case Incarnation.Effect.Unstash() -> {
          return Effect().none().thenUnstashAll();
        }
        default -> {}
      }
    }
    return Effect().none();
  }

  /** What Pekko wants as the result of a command is left to {@link #perform}. */
  private void carryOut(
      Incarnation.Effect<ActorRef<NodeReplica.Command>, ActorRef<ChangeOutcome>> effect) {
    switch (effect) {
      case Incarnation.Effect.Tell(var replica, var message) -> replica.tell(message);
      case Incarnation.Effect.Withdraw(var replica) ->
          replica.tell(new NodeReplica.Withdraw(context.getSelf()));
      case Incarnation.Effect.Answer(var asker, var outcome) -> asker.tell(outcome);
      case Incarnation.Effect.ReadLedger(long epoch, String database) ->
          context.pipeToSelf(
              environment.reconciliation().ledger(name, database),
              (ledger, failure) ->
                  failure == null ? new LedgerRead(epoch, ledger) : new LedgerFailed(failure));
      case Incarnation.Effect.NoteLease(long until) -> environment.leases().granted(name, until);
      case Incarnation.Effect.ForgetLeases() -> environment.leases().withdrawn(name);
      case Incarnation.Effect.Set(var alarm, var after) ->
          timers.startSingleTimer(alarm, new Rang(alarm), after);
      case Incarnation.Effect.Quiet() -> timers.cancelAll();
      case Incarnation.Effect.Leave() ->
          shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
      case Incarnation.Effect.Stop() -> context.getSelf().tell(Stopping.STOP);
      case Incarnation.Effect.Persist(var events) -> {}
      case Incarnation.Effect.Stash() -> {}
      case Incarnation.Effect.Unstash() -> {}
      case Incarnation.Effect.Show() -> {}
    }
  }
}
