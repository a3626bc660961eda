package dev.mori.state;

import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Carries out an {@link Incarnation} as {@link SessionEntity} and {@link ShadowSession} do: takes
 * the title, reads the journal then, and lets nothing in while it persists.
 */
final class SimEntity {
  private static final Duration BACKOFF = Duration.ofMillis(200);

  /** A request of a node. */
  record Asker(int node, long request) {}

  private final SimProcess process;
  private final SimWorld world;
  private final SimRights.SimTitle title;
  private final Incarnation<SimReplica.Id, Asker> rules = new Incarnation<>(SimProcess.SETTINGS);
  private final Deque<Incarnation.Input<SimReplica.Id, Asker>> mailbox = new ArrayDeque<>();
  private final Deque<Incarnation.Input<SimReplica.Id, Asker>> stash = new ArrayDeque<>();
  private final Map<Incarnation.Alarm, Long> alarms = new EnumMap<>(Incarnation.Alarm.class);
  private final long id;
  private boolean titleTaken;
  private boolean open;
  private boolean stopped;

  SimEntity(SimProcess process) {
    this.process = process;
    this.world = process.node().world();
    this.id = world.freshId();
    this.title = process.rights().title();
  }

  void begin() {
    if (process.breaks(Broken.JOURNAL_BEFORE_TITLE)) {
      process.journal(
          world.journal()::state,
          read -> title.take(() -> read.ifPresentOrElse(this::recovered, this::recover)));
    } else {
      title.take(this::recover);
    }
  }

  Duration titleLeft() {
    return title.left();
  }

  private void recover() {
    titleTaken = true;
    process.journal(
        world.journal()::state, read -> read.ifPresentOrElse(this::recovered, this::recoverLater));
  }

  private void recoverLater() {
    open = false;
    process.later(BACKOFF, this::recover);
  }

  private void recovered(SessionState state) {
    if (!stopped) {
      titleTaken = true;
      world.trace(() -> this + " has read the journal up to " + state.revision());
      open = true;
      on(
          new Incarnation.Input.Recovered<>(
              state, process.leases().remaining(SimProcess.SESSION, process.waiting())));
      turn();
    }
  }

  /** As sharding asks it to stop; what it does not hold yet it needs not let go. */
  void handOver() {
    if (titleTaken) {
      receive(new Incarnation.Input.HandOver<>());
    } else {
      process.gone(this);
      stop();
    }
  }

  long id() {
    return id;
  }

  private void stop() {
    world.trace(() -> this + " stops");
    stopped = true;
    mailbox.clear();
    title.release(process.leases().remaining(SimProcess.SESSION, process.waiting()));
  }

  void receive(Incarnation.Input<SimReplica.Id, Asker> input) {
    mailbox.add(input);
    turn();
  }

  private void turn() {
    while (open && !stopped && !mailbox.isEmpty()) {
      on(mailbox.remove());
    }
  }

  private void on(Incarnation.Input<SimReplica.Id, Asker> input) {
    if (stopped) {
      return;
    }
    world.trace(() -> this + " < " + input);
    for (var effect : rules.on(input, new Moment(process.waiting(), title.left()))) {
      carryOut(effect, input);
    }
  }

  private void carryOut(
      Incarnation.Effect<SimReplica.Id, Asker> effect,
      Incarnation.Input<SimReplica.Id, Asker> input) {
    switch (effect) {
      case Incarnation.Effect.Tell(var replica, var message) -> tell(replica, message);
      case Incarnation.Effect.Withdraw(var replica) ->
          world.send(
              process.node(),
              replica.node(),
              there -> there.replica().withdraw(replica, process.node().index(), id));
      case Incarnation.Effect.Answer(var asker, var outcome) -> answer(asker, outcome);
      case Incarnation.Effect.Persist(var events) -> persist(events);
      case Incarnation.Effect.Stash() -> stash.add(input);
      case Incarnation.Effect.Unstash() -> {
        while (!stash.isEmpty()) {
          mailbox.addFirst(stash.removeLast());
        }
      }
      case Incarnation.Effect.Show() -> {}
      case Incarnation.Effect.ReadLedger(long epoch, String database) ->
          process.shadow(
              () -> world.shadow().ledger(database),
              ledger ->
                  receive(
                      ledger.isPresent()
                          ? new Incarnation.Input.LedgerRead<>(epoch, ledger.get())
                          : new Incarnation.Input.LedgerFailed<>()));
      case Incarnation.Effect.NoteLease(long until) ->
          process.leases().granted(SimProcess.SESSION, until);
      case Incarnation.Effect.ForgetLeases() -> process.leases().withdrawn(SimProcess.SESSION);
      case Incarnation.Effect.Set(var alarm, var after) -> set(alarm, after);
      case Incarnation.Effect.Quiet() -> alarms.clear();
      case Incarnation.Effect.Leave() -> process.handOver(this);
      case Incarnation.Effect.Stop() -> {
        process.gone(this);
        stop();
      }
    }
  }

  private void tell(SimReplica.Id replica, NodeReplica.Told message) {
    world.send(process.node(), replica.node(), there -> there.replica().hear(replica, message));
    if (message instanceof NodeReplica.Increment increment
        && process.breaks(Broken.ANSWER_BEFORE_REPLICAS)) {
      mailbox.add(new Incarnation.Input.Acknowledge<>(replica, increment.before() + 1));
    }
  }

  private void answer(Asker asker, ChangeOutcome outcome) {
    world.trace(() -> this + " answers " + asker + " " + outcome);
    world.checks().answered(outcome);
    world.send(process.node(), asker.node(), there -> there.answered(asker.request(), outcome));
  }

  private void persist(List<SessionEvent> events) {
    long after = rules.state().revision();
    open = false;
    process.journal(
        () -> world.journal().append(after, events),
        written -> {
          if (written.orElse(false)) {
            open = true;
            SessionState next = rules.state();
            for (SessionEvent event : events) {
              next = next.apply(event);
            }
            on(new Incarnation.Input.Persisted<>(next));
            turn();
          } else {
            world.trace(() -> this + " could not persist");
            recoverLater();
          }
        });
  }

  private void set(Incarnation.Alarm alarm, Duration after) {
    long number = world.freshId();
    alarms.put(alarm, number);
    process.later(
        after,
        () -> {
          if (alarms.remove(alarm, number)) {
            receive(new Incarnation.Input.Rang<>(alarm));
          }
        });
  }

  @Override
  public String toString() {
    return "entity@" + process.node().index();
  }
}
