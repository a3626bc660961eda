package dev.mori.node.session;

import dev.mori.engine.postgres.ParseCache;
import dev.mori.node.prod.ProdGate;
import dev.mori.node.shadow.ShadowDatabase;
import dev.mori.node.shadow.ShadowStore;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.FindOutcome;
import dev.mori.state.OpenOutcome;
import dev.mori.state.OpenRequest;
import dev.mori.state.SessionHandle;
import dev.mori.state.SessionInfo;
import dev.mori.state.Sessions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The sessions that clients of this node use: opened on first use, created when the policy allows
 * it, reset and dropped. Work on the shadow server blocks and runs on threads of its own. Safe for
 * use by any thread.
 */
public final class NodeSessions {
  /** Characters of statement texts that a session remembers the meaning of. */
  private static final int PARSES = 1 << 20;

  private final Surroundings around;
  private final Executor blocking =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("mori-sessions-", 0).factory());
  private final OpenOnce<AttachedSession> open =
      new OpenOnce<>(this::attach, attached -> attached.session().view().dropped());

  /**
   * What sessions work with.
   *
   * @param connection the connection's name in mori.yaml
   * @param policy which sessions clients get
   * @param limits what one statement may cost
   * @param shadows databases for sessions
   * @param durable the sessions themselves
   * @param prod what is known of prod
   * @param links how to connect to a session's database
   * @param log where decisions are told
   */
  public record Surroundings(
      String connection,
      SessionPolicy policy,
      Limits limits,
      ShadowStore shadows,
      Sessions durable,
      ProdGate prod,
      AttachedSession.Shadows links,
      ActivityLog log) {}

  /** No session is open yet. */
  public NodeSessions(Surroundings around) {
    this.around = around;
  }

  /** Opens the session of clients that name none, creating it on the first start. */
  public CompletionStage<AttachedSession> openDefault() {
    return open.get(name(around.policy().byDefault()), true);
  }

  /**
   * The session of this name.
   *
   * @return empty when it does not exist and the policy does not create it
   */
  public CompletionStage<Optional<AttachedSession>> forClient(String session) {
    SessionName name = name(session);
    boolean create = around.policy().createOnConnect();
    return open.get(name, create || session.equals(around.policy().byDefault()))
        .handle(
            (attached, thrown) -> {
              if (thrown == null) {
                return CompletableFuture.completedStage(Optional.of(attached));
              }
              return Errors.cause(thrown) instanceof NoSuchSession
                  ? CompletableFuture.completedStage(Optional.<AttachedSession>empty())
                  : CompletableFuture.<Optional<AttachedSession>>failedStage(Errors.cause(thrown));
            })
        .thenCompose(stage -> stage);
  }

  /** The sessions that this node uses, as it sees them now. */
  public List<SessionView> views() {
    return open.all().stream().map(attached -> attached.session().view()).toList();
  }

  /** Every session, with its tables. */
  public CompletionStage<List<SessionInfo>> list() {
    return around.durable().list();
  }

  /** One session; empty when there is none of this name. */
  public CompletionStage<Optional<SessionInfo>> inspect(String session) {
    return around.durable().inspect(name(session));
  }

  /**
   * Makes a session that nobody has connected to yet.
   *
   * @param owner who it is for, for people
   * @return what it is now, and whether it was made here
   */
  public CompletionStage<OpenOutcome.Opened> create(String session, String owner) {
    SessionName name = name(session);
    return around
        .durable()
        .find(name)
        .thenCompose(
            outcome ->
                switch (outcome) {
                  case FindOutcome.Found found ->
                      CompletableFuture.completedStage(
                          new OpenOutcome.Opened(found.handle(), false));
                  case FindOutcome.NoSession none -> create(name, owner);
                  case FindOutcome.Unavailable unavailable ->
                      CompletableFuture.failedStage(Errors.failed("57P03", unavailable.reason()));
                });
  }

  /**
   * How many clients of any node are connected to a session's database.
   *
   * @param database as the session's entity knows it
   */
  public CompletionStage<Integer> clientsOf(String database) {
    return CompletableFuture.supplyAsync(() -> around.shadows().clients(database), blocking);
  }

  /**
   * Brings prod back: a fresh database takes the place of the session's; connections follow with
   * their next statement.
   */
  public CompletionStage<ChangeOutcome> reset(String session) {
    SessionName name = name(session);
    return open.get(name, false)
        .thenCompose(
            attached ->
                knowing(
                    attached.session(),
                    before ->
                        fresh(name)
                            .thenCompose(
                                database ->
                                    attached
                                        .session()
                                        .reset(database.name())
                                        .thenApply(
                                            outcome -> {
                                              afterReset(attached, before, database, outcome);
                                              return outcome;
                                            }))));
  }

  /**
   * Drops the database that is not the session's. Connections learn by the view why theirs is gone,
   * so this node has to know of the reset first.
   */
  private void afterReset(
      AttachedSession attached, String before, ShadowDatabase fresh, ChangeOutcome outcome) {
    switch (outcome) {
      case ChangeOutcome.Done done ->
          attached.session().trustedView().thenAccept(view -> dropDatabase(before));
      case ChangeOutcome.StaleEpoch stale -> dropDatabase(fresh.name());
      case ChangeOutcome.NoSession none -> dropDatabase(fresh.name());
      // Which of the two it has is not known; one is dropped when a node starts.
      case ChangeOutcome.Unavailable unavailable -> {}
    }
  }

  /** Ends a session for good. */
  public CompletionStage<ChangeOutcome> drop(String session) {
    SessionName name = name(session);
    return open.get(name, false)
        .thenCompose(
            attached ->
                knowing(
                    attached.session(),
                    database ->
                        attached
                            .session()
                            .drop()
                            .thenApply(
                                outcome -> {
                                  afterDrop(attached, database, outcome);
                                  return outcome;
                                })));
  }

  /** A session that may not be over keeps its database. */
  private void afterDrop(AttachedSession attached, String database, ChangeOutcome outcome) {
    switch (outcome) {
      case ChangeOutcome.Done done -> forget(attached, database);
      case ChangeOutcome.NoSession none -> forget(attached, database);
      case ChangeOutcome.StaleEpoch stale -> {}
      case ChangeOutcome.Unavailable unavailable -> {}
    }
  }

  private void forget(AttachedSession attached, String database) {
    open.forget(attached.session().name(), attached);
    dropDatabase(database);
  }

  private void dropDatabase(String database) {
    blocking.execute(() -> around.shadows().drop(database));
  }

  /** Goes on with the database that the session has, which an old view does not know. */
  private static CompletionStage<ChangeOutcome> knowing(
      SessionHandle session, Function<String, CompletionStage<ChangeOutcome>> next) {
    return session
        .trustedView()
        .thenCompose(
            view ->
                switch (view.standing()) {
                  case SETTLED, TRUSTED, DROPPED -> next.apply(view.shadowDatabase());
                  case UNTRUSTED ->
                      CompletableFuture.completedStage(
                          new ChangeOutcome.Unavailable("the session's state is out of reach"));
                });
  }

  private SessionName name(String session) {
    return switch (SessionName.of(around.connection(), session)) {
      case SessionName.Parsed.Valid valid -> valid.name();
      case SessionName.Parsed.Invalid invalid -> throw new NoSuchSession(invalid.reason());
    };
  }

  private CompletionStage<AttachedSession> attach(SessionName name, boolean create) {
    return find(name, create).thenApply(this::attached);
  }

  private AttachedSession attached(SessionHandle handle) {
    return new AttachedSession(
        handle,
        new SchemaCache(around.prod().catalog()),
        new ParseCache(PARSES),
        new SessionActivity(around.policy().shared()),
        around.limits(),
        around.log(),
        around.links());
  }

  private CompletionStage<SessionHandle> find(SessionName name, boolean create) {
    return around
        .durable()
        .find(name)
        .thenCompose(
            outcome ->
                switch (outcome) {
                  case FindOutcome.Found found -> CompletableFuture.completedStage(found.handle());
                  case FindOutcome.NoSession none ->
                      create
                          ? create(name)
                          : CompletableFuture.failedStage(
                              new NoSuchSession("session " + name + " does not exist"));
                  case FindOutcome.Unavailable unavailable ->
                      CompletableFuture.failedStage(Errors.failed("57P03", unavailable.reason()));
                });
  }

  private CompletionStage<SessionHandle> create(SessionName name) {
    return create(name, "mori").thenApply(OpenOutcome.Opened::handle);
  }

  private CompletionStage<OpenOutcome.Opened> create(SessionName name, String owner) {
    return fresh(name)
        .thenCompose(
            database ->
                around
                    .durable()
                    .open(name, new OpenRequest(database.name(), owner))
                    .thenCompose(
                        outcome ->
                            switch (outcome) {
                              case OpenOutcome.Opened opened -> {
                                if (!opened.created()) {
                                  dropDatabase(database.name());
                                }
                                yield CompletableFuture.completedStage(opened);
                              }
                              case OpenOutcome.Unavailable unavailable ->
                                  CompletableFuture.failedStage(
                                      Errors.failed("57P03", unavailable.reason()));
                            }));
  }

  private CompletionStage<ShadowDatabase> fresh(SessionName name) {
    return CompletableFuture.supplyAsync(
        () -> around.shadows().createSession(name.session()), blocking);
  }

  /** A session that does not exist. */
  static final class NoSuchSession extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchSession(String sentence) {
      super(sentence, null, false, false);
    }
  }
}
