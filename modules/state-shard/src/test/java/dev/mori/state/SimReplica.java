package dev.mori.state;

import dev.mori.overlay.session.SessionView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Carries out a {@link Follower} as {@link NodeReplica} does, with a real cell and session. */
final class SimReplica {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /** One incarnation of a replica. */
  record Id(int node, long number) {}

  private final SimProcess process;
  private final SimWorld world;
  private final Id id;
  private final Follower rules = new Follower(SimProcess.SESSION, SimProcess.SETTINGS.lease());
  private final ReplicaCell cell;
  private final LiveSession session;
  private boolean begun;

  SimReplica(SimProcess process) {
    this.process = process;
    this.world = process.node().world();
    this.id = new Id(process.node().index(), world.freshId());
    this.cell = new ReplicaCell(SimProcess.SESSION, process::holding);
    this.session =
        new LiveSession(
            cell,
            process::submit,
            CompletableFuture::new,
            SimProcess.ASK_TIMEOUT,
            java.time.Clock.fixed(java.time.Instant.EPOCH, java.time.ZoneOffset.UTC));
  }

  SessionHandle session() {
    return session;
  }

  /** Subscribes, and asks for leases from then on. */
  void begin() {
    if (!begun) {
      begun = true;
      turn();
    }
  }

  private void turn() {
    if (!session.view().dropped()) {
      carryOut(rules.renew(process.holding()));
      process.later(SimProcess.SETTINGS.renewEvery(), this::turn);
    }
  }

  void hear(Id to, NodeReplica.Told told) {
    if (to.equals(id) && !session.view().dropped()) {
      world.trace(() -> this + " < " + told);
      carryOut(
          rules.on(
              told instanceof NodeReplica.LeaseGranted granted
                      && process.breaks(Broken.LEASE_FROM_ARRIVAL)
                  ? new NodeReplica.LeaseGranted(process.holding(), granted.settled())
                  : told,
              process.holding()));
    }
  }

  /** Trusts itself no more and tells the incarnation that has asked. */
  void withdraw(Id to, int entityNode, long incarnation) {
    if (to.equals(id)) {
      world.trace(() -> this + " withdraws");
      rules.withdraw(process.holding());
      cell.show(rules.shown());
      world.send(process.node(), entityNode, there -> there.withdrawn(incarnation, id));
    }
  }

  private void carryOut(List<Follower.Effect> effects) {
    cell.show(rules.shown());
    for (Follower.Effect effect : effects) {
      switch (effect) {
        case Follower.Effect.Subscribe subscribe ->
            process.toEntity(new Incarnation.Input.Subscribe<>(id));
        case Follower.Effect.Acknowledge(long revision) ->
            process.toEntity(new Incarnation.Input.Acknowledge<>(id, revision));
        case Follower.Effect.Renew(long revision, long token) ->
            process.toEntity(new Incarnation.Input.Renew<>(id, revision, token));
        case Follower.Effect.Unsubscribe unsubscribe ->
            process.toEntity(new Incarnation.Input.Unsubscribe<>(id));
        case Follower.Effect.Stop stop -> carryOut(rules.stopped());
      }
    }
  }

  /** A view that proves something, by a lease or by the journal; untrusted when it takes long. */
  void trustedView(Consumer<SessionView> then) {
    look(process.waiting() + SimProcess.ASK_TIMEOUT.toNanos(), then);
  }

  private void look(long end, Consumer<SessionView> then) {
    SessionView now = cell.view();
    if (now.trusted() || now.dropped() || process.waiting() > end) {
      then.accept(now);
      return;
    }
    long revision = now.revision();
    process.journal(
        () -> world.journal().eventsAfter(revision),
        found -> {
          if (cell.view().dropped()) {
            then.accept(cell.view()); // The actor is gone by now.
          } else if (found.isPresent() && rules.follows()) {
            carryOut(rules.caughtUp(revision, found.get()));
            then.accept(cell.complete());
          } else {
            process.later(LOOK_AGAIN, () -> look(end, then));
          }
        });
  }

  @Override
  public String toString() {
    return "replica@" + id.node();
  }
}
