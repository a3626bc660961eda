package dev.mori.state;

import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a replica: what it shows and what it tells the entity when something reaches it. It
 * knows no actors and no clock: {@link NodeReplica} carries out what it says, and so does the
 * simulation. What is {@link #shown} must be visible to the connections before anything is sent.
 *
 * <p>A lease counts from when it was asked for, so it ends here before it ends at the entity. A gap
 * in the events, a part of the state that got lost or an entity that does not know it make it
 * subscribe again; what it has shown stays true meanwhile, because no change is answered that it
 * has not acknowledged.
 */
final class Follower {

  /** What is to be sent to the entity, in this order. */
  sealed interface Effect {

    /** Ask for the whole state. */
    record Subscribe() implements Effect {}

    /** Tell that everything up to the revision is shown. */
    record Acknowledge(long revision) implements Effect {}

    /** Tell it and ask for a lease that counts from the token. */
    record Renew(long revision, long token) implements Effect {}

    /** Tell that nothing here is trusted any more. */
    record Unsubscribe() implements Effect {}

    /** The session is gone, and so is the replica. */
    record Stop() implements Effect {}
  }

  private static final List<Effect> NOTHING = List.of();

  private final Duration lease;
  private Shown shown;
  private @Nullable SessionState state;
  private @Nullable SessionState assembled;
  private int assembledParts;
  private boolean withdrawn;
  private long withdrawnAt;

  /**
   * A replica that knows nothing.
   *
   * @param lease how long a lease lasts from when it was asked for
   */
  Follower(SessionName name, Duration lease) {
    this.lease = lease;
    this.shown = Shown.nothing(name);
  }

  /** Whether it has had the whole state, so that the journal can tell what it lacks. */
  boolean follows() {
    return state != null;
  }

  /** What connections may see. */
  Shown shown() {
    return shown;
  }

  /**
   * At the beginning, and at a fixed pace from then on.
   *
   * @param now the clock of leases, in nanoseconds
   */
  List<Effect> renew(long now) {
    return state == null
        ? List.of(new Effect.Subscribe())
        : List.of(new Effect.Renew(state.revision(), now));
  }

  /** The entity has told something. */
  List<Effect> on(NodeReplica.Told told, long now) {
    return switch (told) {
      case NodeReplica.StatePart part -> onPart(part, now);
      case NodeReplica.Increment increment -> onIncrement(increment);
      case NodeReplica.LeaseGranted granted -> onLeaseGranted(granted);
      case NodeReplica.Settled settled -> onSettled(settled.revision());
      case NodeReplica.Unknown unknown -> List.of(new Effect.Subscribe());
    };
  }

  private List<Effect> onPart(NodeReplica.StatePart part, long now) {
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
      return NOTHING;
    }
    SessionState whole = assembled;
    assembled = null;
    if (state != null && whole.revision() <= state.revision()) {
      return renew(now);
    }
    show(whole);
    // There may be no lease, and statements may be waiting for one.
    return whole instanceof SessionState.Closed ? List.of(new Effect.Stop()) : renew(now);
  }

  private List<Effect> onIncrement(NodeReplica.Increment increment) {
    SessionState known = state;
    if (known == null) {
      return NOTHING;
    }
    if (increment.before() > known.revision()) {
      return List.of(new Effect.Subscribe());
    }
    return increment.before() < known.revision()
        ? List.of(new Effect.Acknowledge(known.revision()))
        : follow(known.apply(increment.event()));
  }

  /**
   * The journal holds these events after a revision that was shown here; there may be more by now.
   */
  List<Effect> caughtUp(long after, List<SessionEvent> events) {
    SessionState now = state;
    if (now == null) {
      return NOTHING;
    }
    int known = (int) Math.min(now.revision() - after, events.size());
    for (SessionEvent event : events.subList(known, events.size())) {
      now = now.apply(event);
    }
    return known == events.size() ? NOTHING : follow(now);
  }

  private List<Effect> follow(SessionState next) {
    show(next);
    return List.of(
        next instanceof SessionState.Closed
            ? new Effect.Stop()
            : new Effect.Acknowledge(next.revision()));
  }

  private void show(SessionState next) {
    state = next;
    shown =
        switch (next) {
          case SessionState.Open open -> shown.with(open);
          case SessionState.Closed closed -> shown.dropped();
        };
  }

  /** What was asked for before the last withdrawal may have been granted before it. */
  private List<Effect> onLeaseGranted(NodeReplica.LeaseGranted granted) {
    if (withdrawn && granted.token() - withdrawnAt <= 0) {
      return NOTHING;
    }
    shown = shown.settled(granted.settled()).leasedUntil(granted.token() + lease.toNanos());
    return NOTHING;
  }

  private List<Effect> onSettled(long revision) {
    shown = shown.settled(revision);
    return NOTHING;
  }

  /**
   * The entity moves and wants to let its title go: nothing is trusted until its successor grants a
   * lease. To be told to the entity when it is {@link #shown}.
   */
  void withdraw(long now) {
    withdrawn = true;
    withdrawnAt = now;
    shown = shown.withoutLease();
  }

  /** Distrust comes first: the entity stops waiting for this replica when it hears of it. */
  List<Effect> stopped() {
    if (!shown.plain().dropped()) {
      shown = shown.distrusted();
    }
    return List.of(new Effect.Unsubscribe());
  }
}
