package dev.mori.state;

import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The memory of one process: gone when it dies, whatever is still on its way to it. */
final class SimProcess {
  static final SessionName SESSION = Names.of("shop/main");
  static final RightSettings RIGHTS =
      new RightSettings(Duration.ofSeconds(6), Duration.ofMillis(600), Duration.ofSeconds(1));
  static final Duration ASK_TIMEOUT = Duration.ofSeconds(20);
  static final SessionSettings SETTINGS =
      new SessionSettings(
          false,
          Duration.ofSeconds(3),
          Duration.ofMillis(300),
          Duration.ofSeconds(1),
          ASK_TIMEOUT,
          Duration.ofSeconds(30),
          500,
          Duration.ofSeconds(1));

  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  private final SimNode node;
  private final SimWorld world;
  private final LeaseBook leases = new LeaseBook();
  private final SimRights rights;
  private final SimClients clients;
  private final Map<Long, CompletableFuture<ChangeOutcome>> asked = new HashMap<>();
  private final Map<Long, SimEntity> leaving = new TreeMap<>();
  private final HoldingClock holding;
  private SimReplica replica;
  private @Nullable SimEntity entity;

  SimProcess(SimNode node) {
    this.node = node;
    this.world = node.world();
    this.holding = new HoldingClock(node::monotonic, node::timeOfDay);
    this.rights = new SimRights(this);
    this.clients = new SimClients(this);
    this.replica = new SimReplica(this);
  }

  void begin() {
    rights.begin();
    open();
    clients.begin();
  }

  SimNode node() {
    return node;
  }

  LeaseBook leases() {
    return leases;
  }

  SimRights rights() {
    return rights;
  }

  SimClients clients() {
    return clients;
  }

  /** The clock of who holds a lease or a title. */
  long holding() {
    return breaks(Broken.MONOTONIC_ALONE) ? node.monotonic() : holding.getAsLong();
  }

  /** The clock of who waits for their end. */
  long waiting() {
    return node.monotonic();
  }

  boolean breaks(Broken rule) {
    return world.broken() == rule;
  }

  /** Runs it here, later when the process stands still, never when it is gone. */
  void run(Runnable what) {
    node.run(
        () -> {
          if (node.process() == this) {
            what.run();
          }
        });
  }

  /** After so long by the monotonic clock. */
  void later(Duration delay, Runnable what) {
    until(waiting() + delay.toNanos(), what);
  }

  private void until(long due, Runnable what) {
    long left = Math.max(1, (long) Math.ceil((due - waiting()) / node.rate()));
    world.after(
        left,
        () ->
            run(
                () -> {
                  if (waiting() < due) {
                    until(due, what);
                  } else {
                    what.run();
                  }
                }));
  }

  <T> void journal(Supplier<T> statement, Consumer<Optional<T>> answer) {
    world.journalLink().call(this, statement, answer);
  }

  <T> void shadow(Supplier<T> statement, Consumer<Optional<T>> answer) {
    world.shadowLink().call(this, statement, answer);
  }

  SimReplica replica() {
    return replica;
  }

  /** As {@link LiveSessions#open}: there is a session then, and a replica that follows it. */
  void open() {
    submit(new SessionCommand.Open("db" + world.freshId(), "ann", Instant.EPOCH))
        .thenAccept(
            outcome -> {
              if (outcome instanceof ChangeOutcome.Done) {
                follow();
              } else {
                open();
              }
            });
  }

  private void follow() {
    if (replica.session().view().dropped()) {
      replica = new SimReplica(this);
    }
    replica.begin();
  }

  /**
   * As sharding does: an entity is there as soon as it is spoken to, where this node believes its
   * place to be; what reaches another node is sent on once.
   */
  private void toEntityHere(
      Incarnation.Input<SimReplica.Id, SimEntity.Asker> input, boolean sentOn) {
    SimEntity here = entity;
    if (here != null) {
      here.receive(input);
    } else if (node.home() == node.index()) {
      here = new SimEntity(this);
      entity = here;
      here.begin();
      here.receive(input);
    } else if (!sentOn) {
      world.send(node, node.home(), there -> there.toEntityHere(input, true));
    }
  }

  void toEntity(Incarnation.Input<SimReplica.Id, SimEntity.Asker> input) {
    world.send(node, node.home(), there -> there.toEntityHere(input, false));
  }

  /** Stops the entity that is here, as a shard does that is handed off. */
  void stopEntity() {
    if (entity != null) {
      handOver(entity);
    }
  }

  /** While it lets go, nothing but what it waits for reaches it. */
  void handOver(SimEntity here) {
    gone(here);
    leaving.put(here.id(), here);
    here.handOver();
  }

  void gone(SimEntity here) {
    leaving.remove(here.id());
    entity = entity == here ? null : entity;
  }

  /** For an incarnation that waits for it. */
  void withdrawn(long incarnation, SimReplica.Id replica) {
    SimEntity here = leaving.get(incarnation);
    if (here != null) {
      here.receive(new Incarnation.Input.Withdrawn<>(replica));
    }
  }

  /** All that may think that they have the title. */
  Stream<SimEntity> entities() {
    return Stream.concat(Stream.ofNullable(entity), leaving.values().stream());
  }

  void answered(long request, ChangeOutcome outcome) {
    CompletableFuture<ChangeOutcome> waiting = asked.remove(request);
    if (waiting != null) {
      waiting.complete(outcome);
    }
  }

  /** As {@link LiveSessions}: what may come twice is sent again from time to time. */
  CompletionStage<ChangeOutcome> submit(SessionCommand command) {
    long request = world.freshId();
    CompletableFuture<ChangeOutcome> outcome = new CompletableFuture<>();
    asked.put(request, outcome);
    ask(request, command);
    later(ASK_TIMEOUT, () -> answered(request, new ChangeOutcome.Unavailable("no answer in time")));
    return outcome;
  }

  private void ask(long request, SessionCommand command) {
    toEntity(new Incarnation.Input.Submit<>(new SimEntity.Asker(node.index(), request), command));
    if (command instanceof SessionCommand.MarkRows
        || command instanceof SessionCommand.DetachTable
        || command instanceof SessionCommand.Open) {
      later(
          ASK_AGAIN,
          () -> {
            if (asked.containsKey(request)) {
              ask(request, command);
            }
          });
    }
  }
}
