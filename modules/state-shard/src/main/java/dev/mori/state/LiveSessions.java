package dev.mori.state;

import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionName;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * The sessions of a node over cluster sharding: one replica for each session that was opened here.
 */
final class LiveSessions implements Sessions {

  static final EntityTypeKey<ShadowSession.Command> KEY =
      EntityTypeKey.create(ShadowSession.Command.class, ShadowSession.ENTITY_TYPE);

  /** A replica only sends a message when it leaves. */
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(2);

  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final SessionSettings settings;
  private final JournalTables journal;
  private final JournalReader reader;
  private final Clocks clocks;
  private final Clock clock = Clock.systemUTC();
  private final ConcurrentMap<SessionName, LiveSession> open = new ConcurrentHashMap<>();
  private final ConcurrentMap<LiveSession, ActorRef<NodeReplica.Command>> replicas =
      new ConcurrentHashMap<>();
  private volatile boolean leaving;

  LiveSessions(
      ActorSystem<?> system, SessionSettings settings, JournalTables journal, Clocks clocks) {
    this.system = system;
    this.settings = settings;
    this.journal = journal;
    this.reader = new JournalReader(journal);
    this.clocks = clocks;
  }

  @Override
  public CompletionStage<OpenOutcome> open(SessionName name, OpenRequest request) {
    SessionCommand command =
        new SessionCommand.Open(request.shadowDatabase(), request.owner(), clock.instant());
    return submit(name, command, settings.openTimeout())
        .thenCompose(
            outcome ->
                switch (outcome) {
                  case ChangeOutcome.Done done ->
                      follow(name)
                          .thenApply(
                              found ->
                                  switch (found) {
                                    case FindOutcome.Found it ->
                                        new OpenOutcome.Opened(
                                            it.handle(), isOurs(it.handle(), request));
                                    case FindOutcome.NoSession none ->
                                        new OpenOutcome.Unavailable(
                                            "the session was dropped meanwhile");
                                    case FindOutcome.Unavailable it ->
                                        new OpenOutcome.Unavailable(it.reason());
                                  });
                  case ChangeOutcome.Unavailable unavailable ->
                      CompletableFuture.completedStage(
                          new OpenOutcome.Unavailable(unavailable.reason()));
                  case ChangeOutcome.StaleEpoch stale ->
                      throw new IllegalStateException("opening has no epoch");
                  case ChangeOutcome.NoSession none ->
                      throw new IllegalStateException("opening makes a session");
                });
  }

  @Override
  public CompletionStage<FindOutcome> find(SessionName name) {
    LiveSession known = open.get(name);
    if (known != null && known.view().trusted()) {
      return CompletableFuture.completedStage(new FindOutcome.Found(known));
    }
    return ask(name)
        .thenCompose(
            inspection ->
                inspection.info().isPresent()
                    ? follow(name)
                    : CompletableFuture.completedStage(new FindOutcome.NoSession()))
        .exceptionally(failure -> new FindOutcome.Unavailable(reason(name, failure)));
  }

  @Override
  public CompletionStage<List<SessionInfo>> list() {
    return CompletableFuture.supplyAsync(this::names, blocking())
        .thenCompose(names -> inspectAll(names, 0, new ArrayList<>()));
  }

  @Override
  public CompletionStage<Optional<SessionInfo>> inspect(SessionName name) {
    return ask(name).thenApply(ShadowSession.Inspection::info);
  }

  private static boolean isOurs(SessionHandle handle, OpenRequest request) {
    return handle.view().shadowDatabase().equals(request.shadowDatabase());
  }

  private List<SessionName> names() {
    try {
      return journal.sessions().stream().sorted().toList();
    } catch (SQLException e) {
      throw new CompletionException("the journal can not be read", e);
    }
  }

  /**
   * One after the other: listing many sessions must not wake all their entities at the same time.
   */
  private CompletionStage<List<SessionInfo>> inspectAll(
      List<SessionName> names, int at, List<SessionInfo> found) {
    if (at == names.size()) {
      return CompletableFuture.completedStage(List.copyOf(found));
    }
    return inspect(names.get(at))
        .thenCompose(
            info -> {
              info.ifPresent(found::add);
              return inspectAll(names, at + 1, found);
            });
  }

  /** The replica of a session that exists, once its view is trusted. */
  private CompletionStage<FindOutcome> follow(SessionName name) {
    if (leaving) {
      return CompletableFuture.completedStage(
          new FindOutcome.Unavailable("this node is shutting down"));
    }
    LiveSession session = open.computeIfAbsent(name, this::start);
    if (session.view().dropped()) {
      open.remove(name, session);
      session = open.computeIfAbsent(name, this::start);
    }
    LiveSession live = session;
    return live.cell()
        .trusted(settings.openTimeout())
        .thenApply(
            view ->
                switch (view.standing()) {
                  case SETTLED, TRUSTED -> new FindOutcome.Found(live);
                  case DROPPED -> new FindOutcome.NoSession();
                  case UNTRUSTED ->
                      new FindOutcome.Unavailable("session " + name + " gave this node no lease");
                });
  }

  private LiveSession start(SessionName name) {
    ReplicaCell cell = new ReplicaCell(name, clocks.holding());
    ActorRef<NodeReplica.Command> replica =
        system.systemActorOf(
            NodeReplica.create(cell, entity(name), settings, clocks.holding()),
            "replica-"
                + name.connection()
                + "-"
                + name.session()
                + "-"
                + clocks.waiting().getAsLong(),
            Props.empty());
    JournalWitness witness = new JournalWitness(reader, cell, blocking());
    LiveSession session =
        new LiveSession(
            cell,
            command -> submit(name, command),
            () -> witness.look(replica),
            settings.askTimeout(),
            clock);
    replicas.put(session, replica);
    cell.onChange(
        view -> {
          if (view.dropped()) {
            open.remove(view.name(), session);
            replicas.remove(session);
          }
        });
    return session;
  }

  private Executor blocking() {
    return system.dispatchers().lookup(DispatcherSelector.blocking());
  }

  /**
   * Stops all replicas, so that no view of this node is trusted any more and no entity waits for
   * it. A region of shards that is still spoken to would take long to stop.
   */
  CompletionStage<Done> leave() {
    leaving = true;
    CompletableFuture<?>[] left =
        replicas.values().stream()
            .map(
                replica ->
                    AskPattern.<NodeReplica.Command, Done>ask(
                            replica, NodeReplica.Leave::new, LEAVE_LIMIT, system.scheduler())
                        .exceptionally(failure -> Done.getInstance())
                        .toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(left)
        .thenApplyAsync(
            nothing -> {
              reader.close();
              return Done.getInstance();
            },
            blocking());
  }

  private EntityRef<ShadowSession.Command> entity(SessionName name) {
    return ClusterSharding.get(system).entityRefFor(KEY, name.format());
  }

  private CompletionStage<ShadowSession.Inspection> ask(SessionName name) {
    return ask(name, settings.openTimeout());
  }

  /** Again from time to time, as in {@link #submit}. */
  private CompletionStage<ShadowSession.Inspection> ask(SessionName name, Duration timeout) {
    boolean again = timeout.compareTo(ASK_AGAIN) > 0;
    CompletionStage<ShadowSession.Inspection> asked =
        entity(name).ask(ShadowSession.Inspect::new, again ? ASK_AGAIN : timeout);
    return again
        ? asked.exceptionallyCompose(failure -> ask(name, timeout.minus(ASK_AGAIN)))
        : asked;
  }

  private CompletionStage<ChangeOutcome> submit(SessionName name, SessionCommand command) {
    return submit(name, command, settings.askTimeout());
  }

  /**
   * Asks the entity. What was sent to a node that is gone is lost, so a request that may come twice
   * is sent again from time to time.
   */
  private CompletionStage<ChangeOutcome> submit(
      SessionName name, SessionCommand command, Duration timeout) {
    if (leaving) {
      return CompletableFuture.completedStage(
          new ChangeOutcome.Unavailable("this node is shutting down"));
    }
    boolean again = mayComeTwice(command) && timeout.compareTo(ASK_AGAIN) > 0;
    CompletionStage<ChangeOutcome> asked =
        entity(name)
            .ask(
                replyTo -> new ShadowSession.Submit(command, replyTo), again ? ASK_AGAIN : timeout);
    return asked
        .handle(
            (outcome, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedStage(outcome);
              }
              return again
                  ? submit(name, command, timeout.minus(ASK_AGAIN))
                  : CompletableFuture.<ChangeOutcome>completedStage(
                      new ChangeOutcome.Unavailable(reason(name, failure)));
            })
        .thenCompose(stage -> stage);
  }

  private static boolean mayComeTwice(SessionCommand command) {
    return switch (command) {
      case SessionCommand.Open open -> true;
      case SessionCommand.MarkRows mark -> true;
      case SessionCommand.DetachTable detach -> true;
      case SessionCommand.Reconcile reconcile -> true;
      case SessionCommand.ChangeSchema change -> false;
      case SessionCommand.Reset reset -> false;
      case SessionCommand.Drop drop -> false;
    };
  }

  private String reason(SessionName name, Throwable failure) {
    system.log().warn("session {} did not answer", name, failure);
    return "session " + name + " did not answer in time";
  }
}
