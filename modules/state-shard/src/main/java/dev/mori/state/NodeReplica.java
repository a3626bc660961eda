package dev.mori.state;

import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionState;
import dev.mori.overlay.session.SessionView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The copy of one session that a node keeps: subscribes to the {@link ShadowSession}, follows its
 * events, and shows the result in a {@link ReplicaCell}. Its rules are in {@link Follower}.
 */
final class NodeReplica extends AbstractBehavior<NodeReplica.Command> {

  /** What the replica understands. */
  sealed interface Command {}

  /** What the entity tells a replica. */
  sealed interface Told extends Command, SessionMessage {}

  /** One piece of the state; the pieces come in order, see {@link StateParts}. */
  record StatePart(int part, int parts, SessionState piece) implements Told {}

  /** An event that follows the revision {@code before}. */
  record Increment(long before, SessionEvent event) implements Told {}

  /**
   * A lease that counts from the token; every replica that may be trusted has the revision {@code
   * settled}.
   */
  record LeaseGranted(long token, long settled) implements Told {}

  /** Every replica that may be trusted has the revision. */
  record Settled(long revision) implements Told {}

  /** The entity does not know this replica: subscribe. */
  record Unknown() implements Told {}

  /** The entity moves: stop being trusted, and tell it. */
  record Withdraw(ActorRef<ShadowSession.Command> entity) implements Command, SessionMessage {}

  /**
   * What the journal holds beyond a revision that the replica has had. It may have more by now.
   *
   * @param view gets the view with all of it
   */
  record CaughtUp(long after, List<SessionEvent> events, CompletableFuture<SessionView> view)
      implements Command {}

  /** The node is going: stop being trusted, tell the entity, and answer. */
  record Leave(ActorRef<Done> replyTo) implements Command {}

  private enum Internal implements Command {
    RENEW
  }

  private final ReplicaCell cell;
  private final RecipientRef<ShadowSession.Command> session;
  private final LongSupplier clock;
  private final Follower rules;

  private NodeReplica(
      ActorContext<Command> context,
      ReplicaCell cell,
      RecipientRef<ShadowSession.Command> session,
      SessionSettings settings,
      LongSupplier clock) {
    super(context);
    this.cell = cell;
    this.session = session;
    this.clock = clock;
    this.rules = new Follower(cell.name(), settings.lease());
  }

  /**
   * The replica that shows in the cell.
   *
   * @param clock the clock of leases, in nanoseconds
   */
  static Behavior<Command> create(
      ReplicaCell cell,
      RecipientRef<ShadowSession.Command> session,
      SessionSettings settings,
      LongSupplier clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Internal.RENEW, settings.renewEvery());
                  NodeReplica replica = new NodeReplica(context, cell, session, settings, clock);
                  return replica.perform(replica.rules.renew(clock.getAsLong()));
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onCommand)
        .onSignal(PostStop.class, stopped -> perform(rules.stopped()))
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case Told told -> perform(rules.on(told, clock.getAsLong()));
      case CaughtUp caughtUp -> onCaughtUp(caughtUp);
      case Withdraw withdraw -> onWithdraw(withdraw);
      case Leave leave -> onLeave(leave);
      case Internal internal -> perform(rules.renew(clock.getAsLong()));
    };
  }

  private Behavior<Command> onCaughtUp(CaughtUp caughtUp) {
    Behavior<Command> next = perform(rules.caughtUp(caughtUp.after(), caughtUp.events()));
    caughtUp.view().complete(rules.follows() ? cell.complete() : cell.view());
    return next;
  }

  private Behavior<Command> onWithdraw(Withdraw withdraw) {
    rules.withdraw(clock.getAsLong());
    cell.show(rules.shown());
    withdraw.entity().tell(new ShadowSession.Withdrawn(getContext().getSelf()));
    return this;
  }

  /** Answers when everything is sent: a shard that is spoken to later could not stop. */
  private Behavior<Command> onLeave(Leave leave) {
    return Behaviors.stopped(() -> leave.replyTo().tell(Done.getInstance()));
  }

  /** The connections see what is new before the entity hears of it. */
  private Behavior<Command> perform(List<Follower.Effect> effects) {
    cell.show(rules.shown());
    Behavior<Command> next = this;
    for (Follower.Effect effect : effects) {
      switch (effect) {
        case Follower.Effect.Subscribe subscribe ->
            session.tell(new ShadowSession.Subscribe(getContext().getSelf()));
        case Follower.Effect.Acknowledge(long revision) ->
            session.tell(new ShadowSession.Acknowledge(revision, getContext().getSelf()));
        case Follower.Effect.Renew(long revision, long token) ->
            session.tell(new ShadowSession.Renew(revision, token, getContext().getSelf()));
        case Follower.Effect.Unsubscribe unsubscribe ->
            session.tell(new ShadowSession.Unsubscribe(getContext().getSelf()));
        case Follower.Effect.Stop stop -> next = Behaviors.stopped();
      }
    }
    return next;
  }
}
