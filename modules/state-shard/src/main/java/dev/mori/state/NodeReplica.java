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
import org.jspecify.annotations.Nullable;

/**
 * The copy of one session that a node keeps: subscribes to the {@link ShadowSession}, follows its
 * events, and shows the result in a {@link ReplicaCell}.
 *
 * <p>It asks for a lease at a fixed pace. A lease counts from when it asked, by its own clock, so
 * it ends here before it ends at the entity. A gap in the events, a part of the state that got lost
 * or an entity that does not know it make it subscribe again; what it has shown stays true
 * meanwhile, because no change is answered that it has not acknowledged.
 */
final class NodeReplica extends AbstractBehavior<NodeReplica.Command> {

  /** What the replica understands. */
  sealed interface Command {}

  /** One piece of the state; the pieces come in order, see {@link StateParts}. */
  record StatePart(int part, int parts, SessionState piece) implements Command, SessionMessage {}

  /** An event that follows the revision {@code before}. */
  record Increment(long before, SessionEvent event) implements Command, SessionMessage {}

  /**
   * A lease that counts from the token; every replica that may be trusted has the revision {@code
   * settled}.
   */
  record LeaseGranted(long token, long settled) implements Command, SessionMessage {}

  /** Every replica that may be trusted has the revision. */
  record Settled(long revision) implements Command, SessionMessage {}

  /** The entity does not know this replica: subscribe. */
  record Unknown() implements Command, SessionMessage {}

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
  private final SessionSettings settings;
  private final LongSupplier clock;
  private @Nullable SessionState state;
  private @Nullable SessionState assembled;
  private int assembledParts;

  private NodeReplica(
      ActorContext<Command> context,
      ReplicaCell cell,
      RecipientRef<ShadowSession.Command> session,
      SessionSettings settings,
      LongSupplier clock) {
    super(context);
    this.cell = cell;
    this.session = session;
    this.settings = settings;
    this.clock = clock;
  }

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
                  replica.subscribe();
                  return replica;
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onCommand)
        .onSignal(PostStop.class, stopped -> onStop())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case StatePart part -> onStatePart(part);
      case Increment increment -> onIncrement(increment);
      case LeaseGranted granted -> onLeaseGranted(granted);
      case Settled settled -> onSettled(settled);
      case Unknown unknown -> subscribe();
      case CaughtUp caughtUp -> onCaughtUp(caughtUp);
      case Leave leave -> onLeave(leave);
      case Internal internal -> onRenew();
    };
  }

  private Behavior<Command> onStatePart(StatePart part) {
    if (part.part() == 0) {
      assembled = part.piece();
      assembledParts = 1;
    } else if (assembled != null
        && part.part() == assembledParts
        && part.piece().revision() == assembled.revision()) {
      assembled = StateParts.join(assembled, part.piece());
      assembledParts++;
    } else {
      assembled = null;
    }
    if (assembled == null || assembledParts < part.parts()) {
      return this;
    }
    SessionState whole = assembled;
    assembled = null;
    return state == null || whole.revision() > state.revision() ? follow(whole, true) : onRenew();
  }

  private Behavior<Command> onIncrement(Increment increment) {
    if (state == null) {
      return this;
    }
    if (increment.before() < state.revision()) {
      session.tell(new ShadowSession.Acknowledge(state.revision(), getContext().getSelf()));
      return this;
    }
    return increment.before() > state.revision()
        ? subscribe()
        : follow(state.apply(increment.event()), false);
  }

  /**
   * Shows the state, then lets the entity know.
   *
   * @param whole whether it answers a subscription: then there may be no lease, and statements may
   *     be waiting for one, so it asks at once
   */
  private Behavior<Command> follow(SessionState next, boolean whole) {
    state = next;
    return switch (next) {
      case SessionState.Open open -> {
        cell.show(open);
        if (whole) {
          yield onRenew();
        }
        session.tell(new ShadowSession.Acknowledge(open.revision(), getContext().getSelf()));
        yield this;
      }
      case SessionState.Closed closed -> {
        cell.dropped();
        yield Behaviors.stopped();
      }
    };
  }

  private Behavior<Command> onCaughtUp(CaughtUp caughtUp) {
    SessionState now = state;
    if (now == null) {
      caughtUp.view().complete(cell.view());
      return this;
    }
    int known = (int) Math.min(now.revision() - caughtUp.after(), caughtUp.events().size());
    List<SessionEvent> lacking = caughtUp.events().subList(known, caughtUp.events().size());
    for (SessionEvent event : lacking) {
      now = now.apply(event);
    }
    Behavior<Command> next = lacking.isEmpty() ? this : follow(now, false);
    caughtUp.view().complete(cell.complete());
    return next;
  }

  private Behavior<Command> onLeaseGranted(LeaseGranted granted) {
    cell.settled(granted.settled());
    cell.leasedUntil(granted.token() + settings.lease().toNanos());
    return this;
  }

  private Behavior<Command> onSettled(Settled settled) {
    cell.settled(settled.revision());
    return this;
  }

  private Behavior<Command> onRenew() {
    if (state == null) {
      return subscribe();
    }
    session.tell(
        new ShadowSession.Renew(state.revision(), clock.getAsLong(), getContext().getSelf()));
    return this;
  }

  private Behavior<Command> subscribe() {
    session.tell(new ShadowSession.Subscribe(getContext().getSelf()));
    return this;
  }

  /** Answers when everything is sent: a shard that is spoken to later could not stop. */
  private Behavior<Command> onLeave(Leave leave) {
    return Behaviors.stopped(() -> leave.replyTo().tell(Done.getInstance()));
  }

  /** Distrust comes first: the entity stops waiting for this replica when it hears of it. */
  private Behavior<Command> onStop() {
    if (!cell.view().dropped()) {
      cell.distrust();
    }
    session.tell(new ShadowSession.Unsubscribe(getContext().getSelf()));
    return this;
  }
}
