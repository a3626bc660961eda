package dev.mori.state;

import dev.mori.overlay.session.Decision;
import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one incarnation of a session's entity: what it does when something reaches it. It
 * knows no actors, no journal and no clock: {@link ShadowSession} carries out what it says, and so
 * does the simulation.
 *
 * <p>What it accepts is decided by {@link SessionState}, whom it waits for by {@link ReplicaSet}.
 * It speaks only while its title holds. Nothing but {@link Input.Persisted} or {@link
 * Input.Recovered} may follow {@link Effect.Persist}.
 *
 * @param <R> what identifies one incarnation of a replica
 * @param <A> who asks for a change
 */
final class Incarnation<R, A> {

  /** What reaches the incarnation. */
  sealed interface Input<R, A> {

    /** The journal was read, for the first time or again after it has failed. */
    record Recovered<R, A>(SessionState state, Duration leases) implements Input<R, A> {}

    /** What was to be persisted is. */
    record Persisted<R, A>(SessionState state) implements Input<R, A> {}

    /** The shadow's ledger, all of it. */
    record LedgerRead<R, A>(long epoch, Ledger ledger) implements Input<R, A> {}

    /** The shadow's ledger can not be read now. */
    record LedgerFailed<R, A>() implements Input<R, A> {}

    /** Do this, and answer when it is so everywhere. */
    record Submit<R, A>(A asker, SessionCommand command) implements Input<R, A> {}

    /** Somebody wants to know what is known of the session. */
    record Inspect<R, A>() implements Input<R, A> {}

    /** Send the whole state, and every event from then on. */
    record Subscribe<R, A>(R replica) implements Input<R, A> {}

    /** The replica has everything up to the revision. */
    record Acknowledge<R, A>(R replica, long revision) implements Input<R, A> {}

    /** The replica has everything up to the revision and asks for a lease. */
    record Renew<R, A>(R replica, long revision, long token) implements Input<R, A> {}

    /** The replica has stopped trusting itself and is gone. */
    record Unsubscribe<R, A>(R replica) implements Input<R, A> {}

    /** The entity's place is another one from now on, or nobody needs it: let go. */
    record HandOver<R, A>() implements Input<R, A> {}

    /** The replica has stopped trusting itself, asked by this incarnation to. */
    record Withdrawn<R, A>(R replica) implements Input<R, A> {}

    /** It is time. */
    record Rang<R, A>(Alarm alarm) implements Input<R, A> {}
  }

  /** What is to be done, in this order. */
  sealed interface Effect<R, A> {

    /** Tell a replica. */
    record Tell<R, A>(R replica, NodeReplica.Told message) implements Effect<R, A> {}

    /** Ask a replica to stop trusting itself, and to say when it has. */
    record Withdraw<R, A>(R replica) implements Effect<R, A> {}

    /** Answer who has asked. */
    record Answer<R, A>(A asker, ChangeOutcome outcome) implements Effect<R, A> {}

    /** Persist these events, all or none of them. */
    record Persist<R, A>(List<SessionEvent> events) implements Effect<R, A> {}

    /** Keep the input until {@link Unstash}. */
    record Stash<R, A>() implements Effect<R, A> {}

    /** Give what was kept again. */
    record Unstash<R, A>() implements Effect<R, A> {}

    /** Show what is known to the one who wanted to know it. */
    record Show<R, A>() implements Effect<R, A> {}

    /** Read the ledger of a shadow. */
    record ReadLedger<R, A>(long epoch, String shadowDatabase) implements Effect<R, A> {}

    /** Remember that a lease was granted that ends then. */
    record NoteLease<R, A>(long until) implements Effect<R, A> {}

    /** Forget those leases: nobody trusts itself by them any more. */
    record ForgetLeases<R, A>() implements Effect<R, A> {}

    /** Ring once, after so long; instead of what this alarm was set to before. */
    record Set<R, A>(Alarm alarm, Duration after) implements Effect<R, A> {}

    /** No alarm is wanted any more. */
    record Quiet<R, A>() implements Effect<R, A> {}

    /** Have this incarnation stopped: it may say nothing any more. */
    record Leave<R, A>() implements Effect<R, A> {}

    /** Stop, as {@link Input.HandOver} has asked for. */
    record Stop<R, A>() implements Effect<R, A> {}
  }

  /** What it wants to be woken for. */
  enum Alarm {
    READ_LEDGER,
    LEASES_OVER,
    EXPIRE
  }

  private enum Todo {
    WAIT_FOR_LEASES,
    READ_LEDGER
  }

  /** What is done once it is persisted; a repair has no asker. */
  private record Pending<A>(List<SessionEvent> events, Optional<A> asker) {}

  private final SessionSettings settings;
  private final Set<Todo> todo = EnumSet.noneOf(Todo.class);
  private final WaitingAnswers<A> waiting = new WaitingAnswers<>();
  private final List<Effect<R, A>> effects = new ArrayList<>();
  private SessionState state = SessionState.initial();
  private ReplicaSet<R> replicas = ReplicaSet.none();
  private @Nullable Pending<A> pending;
  private boolean expiring;
  private boolean leaving;

  Incarnation(SessionSettings settings) {
    this.settings = settings;
  }

  /** The session as far as it is persisted. */
  SessionState state() {
    return state;
  }

  /** What comes of the input. */
  List<Effect<R, A>> on(Input<R, A> input, Moment moment) {
    effects.clear();
    if (input instanceof Input.Recovered<R, A> recovered) {
      onRecovered(recovered);
    } else if (moment.mayAnswer()) {
      onInput(input, moment);
    } else {
      // Another process may know more by now. Who has asked asks again.
      waiting.forget();
      leaving |= input instanceof Input.HandOver<R, A>;
      effects.add(leaving ? new Effect.Stop<>() : new Effect.Leave<>());
    }
    return List.copyOf(effects);
  }

  private void onInput(Input<R, A> input, Moment moment) {
    switch (input) {
      case Input.Recovered<R, A> recovered -> onRecovered(recovered);
      case Input.Persisted<R, A> persisted -> onPersisted(persisted.state(), moment);
      case Input.LedgerRead<R, A> read -> onLedgerRead(read);
      case Input.LedgerFailed<R, A> failed ->
          effects.add(new Effect.Set<>(Alarm.READ_LEDGER, settings.reconcileRetry()));
      case Input.Submit<R, A> submit -> onSubmit(submit, moment);
      case Input.Inspect<R, A> inspect -> effects.add(new Effect.Show<>());
      case Input.Subscribe<R, A> subscribe -> onSubscribe(subscribe.replica(), moment);
      case Input.Acknowledge<R, A> acknowledge -> {
        replicas = replicas.acknowledge(acknowledge.replica(), acknowledge.revision());
        settle(moment);
      }
      case Input.Renew<R, A> renew -> onRenew(renew, moment);
      case Input.Unsubscribe<R, A> unsubscribe -> {
        replicas = replicas.unsubscribe(unsubscribe.replica());
        settle(moment);
      }
      case Input.HandOver<R, A> handOver -> onHandOver(moment);
      case Input.Withdrawn<R, A> withdrawn -> {
        replicas = replicas.unsubscribe(withdrawn.replica());
        settle(moment);
      }
      case Input.Rang<R, A> rang -> onAlarm(rang.alarm(), moment);
    }
  }

  /** Nothing is known of before, also when the journal has failed and this object lives on. */
  private void onRecovered(Input.Recovered<R, A> recovered) {
    waiting.giveUp(new ChangeOutcome.Unavailable("the session's journal failed"), this::answer);
    effects.add(new Effect.Quiet<>());
    pending = null;
    expiring = false;
    todo.clear();
    state = recovered.state();
    replicas = ReplicaSet.<R>none().answered(state.revision());
    if (state.revision() == 0) {
      return;
    }
    if (recovered.leases().isPositive()) {
      todo.add(Todo.WAIT_FOR_LEASES);
      effects.add(new Effect.Set<>(Alarm.LEASES_OVER, recovered.leases()));
    }
    readLedger();
    if (leaving) {
      effects.add(new Effect.Stop<>());
    }
  }

  private void readLedger() {
    if (state instanceof SessionState.Open open) {
      todo.add(Todo.READ_LEDGER);
      effects.add(new Effect.ReadLedger<>(open.epoch(), open.shadowDatabase()));
    }
  }

  private void onLedgerRead(Input.LedgerRead<R, A> read) {
    // Nothing was accepted since it was asked for, so the epoch is still the same.
    if (!(state.decide(new SessionCommand.Reconcile(read.epoch(), read.ledger()))
        instanceof Decision.Accepted accepted)) {
      throw new IllegalStateException("reset or dropped while reading the ledger");
    }
    if (accepted.events().isEmpty()) {
      done(Todo.READ_LEDGER);
    } else {
      persist(new Pending<>(accepted.events(), Optional.empty()));
    }
  }

  private void persist(Pending<A> next) {
    pending = next;
    effects.add(new Effect.Persist<>(next.events()));
  }

  private void onPersisted(SessionState next, Moment moment) {
    Pending<A> done = pending;
    if (done == null) {
      throw new IllegalStateException("nothing was to be persisted");
    }
    pending = null;
    long before = state.revision();
    state = next;
    if (done.asker().isEmpty()) {
      done(Todo.READ_LEDGER);
    } else {
      publish(before, done.events());
      accepted(done.asker().get(), moment);
    }
  }

  private void done(Todo what) {
    todo.remove(what);
    replicas = replicas.answered(state.revision()); // nobody has subscribed yet
    if (todo.isEmpty()) {
      effects.add(new Effect.Unstash<>());
    }
  }

  private void onAlarm(Alarm alarm, Moment moment) {
    switch (alarm) {
      case READ_LEDGER -> readLedger();
      case LEASES_OVER -> done(Todo.WAIT_FOR_LEASES);
      case EXPIRE -> {
        expiring = false;
        settle(moment);
      }
    }
  }

  private void onSubmit(Input.Submit<R, A> submit, Moment moment) {
    if (!todo.isEmpty()) {
      effects.add(new Effect.Stash<>());
    } else if (waiting.isFull()) {
      answer(
          submit.asker(),
          new ChangeOutcome.Unavailable("too many requests wait for the session's replicas"));
    } else {
      switch (state.decide(submit.command())) {
        case Decision.Accepted accepted when accepted.events().isEmpty() ->
            accepted(submit.asker(), moment);
        case Decision.Accepted accepted ->
            persist(new Pending<>(accepted.events(), Optional.of(submit.asker())));
        case Decision.StaleEpoch stale ->
            answer(submit.asker(), new ChangeOutcome.StaleEpoch(stale.given(), stale.current()));
        case Decision.NoSession none -> answer(submit.asker(), new ChangeOutcome.NoSession());
      }
    }
  }

  private void accepted(A asker, Moment moment) {
    waiting.add(state.revision(), new ChangeOutcome.Done(state.epoch(), state.revision()), asker);
    settle(moment);
  }

  private void onSubscribe(R replica, Moment moment) {
    if (todo.isEmpty() && !leaving) {
      replicas = replicas.subscribe(replica, moment.now());
      sendState(replica);
    }
  }

  /** A lease must not outlast the title. */
  private void onRenew(Input.Renew<R, A> renew, Moment moment) {
    Duration held = settings.lease().plus(settings.leaseMargin());
    if (!todo.isEmpty() || leaving || moment.title().compareTo(held) <= 0) {
      return;
    }
    long until = moment.now() + held.toNanos();
    R replica = renew.replica();
    switch (replicas.renew(replica, renew.revision(), state.revision(), moment.now(), until)) {
      case ReplicaSet.Renewal.Unknown<R> unknown -> tell(replica, new NodeReplica.Unknown());
      case ReplicaSet.Renewal.Behind<R> behind -> {
        replicas = behind.next();
        sendStateIf(behind.resend(), replica);
      }
      case ReplicaSet.Renewal.Granted<R> granted -> {
        replicas = granted.next();
        effects.add(new Effect.NoteLease<>(until));
        tell(replica, new NodeReplica.LeaseGranted(renew.token(), replicas.answered()));
        sendStateIf(granted.resend(), replica);
      }
    }
    settle(moment);
  }

  /** Whoever comes next needs not wait for leases that replicas have given up. */
  private void onHandOver(Moment moment) {
    leaving = true;
    if (todo.isEmpty()) {
      replicas.leased().forEach(replica -> effects.add(new Effect.Withdraw<>(replica)));
      settle(moment);
    } else {
      effects.add(new Effect.Stop<>()); // There may be leases of before, and they end by time.
    }
  }

  private void sendStateIf(boolean lost, R replica) {
    if (lost) {
      sendState(replica);
    }
  }

  private void sendState(R replica) {
    List<SessionState> pieces = StateParts.split(state);
    for (int part = 0; part < pieces.size(); part++) {
      tell(replica, new NodeReplica.StatePart(part, pieces.size(), pieces.get(part)));
    }
  }

  private void publish(long before, List<SessionEvent> events) {
    long revision = before;
    for (SessionEvent event : events) {
      NodeReplica.Increment increment = new NodeReplica.Increment(revision, event);
      replicas.subscribers().forEach(replica -> tell(replica, increment));
      revision++;
    }
  }

  /**
   * Answers what every replica with a lease has; looks again when the next lease may have ended.
   */
  private void settle(Moment moment) {
    replicas = replicas.expire(moment.now(), settings.lease().toNanos());
    long settled = replicas.settled(state.revision());
    if (settled > replicas.answered()) {
      replicas = replicas.answered(settled);
      replicas.subscribers().forEach(replica -> tell(replica, new NodeReplica.Settled(settled)));
    }
    waiting.answerUpTo(settled, this::answer);
    if (leaving && replicas.leased().isEmpty()) {
      effects.add(new Effect.ForgetLeases<>());
      effects.add(new Effect.Stop<>());
    } else if ((leaving || !waiting.isEmpty()) && !expiring) {
      expiring = true;
      effects.add(new Effect.Set<>(Alarm.EXPIRE, settings.lease().dividedBy(4)));
    }
  }

  private void tell(R replica, NodeReplica.Told message) {
    effects.add(new Effect.Tell<>(replica, message));
  }

  private void answer(A asker, ChangeOutcome outcome) {
    effects.add(new Effect.Answer<>(asker, outcome));
  }
}
