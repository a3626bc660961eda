package dev.mori.node.session;

import dev.mori.engine.postgres.LexerSettings;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.ReadOnlyRequest;
import dev.mori.engine.postgres.ReadPlan;
import dev.mori.node.link.Link;
import dev.mori.node.link.LinkLost;
import dev.mori.node.prod.Binding;
import dev.mori.node.prod.ProdSide;
import dev.mori.node.sql.SqlFailed;
import dev.mori.node.transport.ClientOutput;
import dev.mori.overlay.session.SessionView;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.state.SessionHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one client: its way back, its sides towards shadow and prod, and its session. One
 * event loop.
 */
final class ClientContext {
  private final ClientOutput out;
  private final AttachedSession attached;
  private final ShadowSide shadow;
  private final ProdSide prod;
  private final SessionSide state;
  private final Map<String, String> startup;
  private final TransactionSide transaction;
  private final SettingsSide settings;
  private final SchemaSide schema;
  private final Hydrator hydrator;
  private final PreparedStatements prepared;
  private final Asides asides;
  private final Savepoints savepoints = new Savepoints();
  private final CopyIntake copies;
  private PortalKeeper portals = PortalKeeper.NONE;
  private SessionView view;
  private Runnable lost = () -> {};
  private CompletableFuture<Void> attaching = CompletableFuture.completedFuture(null);
  private @Nullable Schema lastSchema;
  private @Nullable ReadPlan lastPlan;

  /** A client of a session, with its first shadow link. */
  ClientContext(ClientOutput out, AttachedSession attached, ProdSide prod, FirstLink first) {
    Link link = first.link();
    SessionView view = first.view();
    this.startup = first.startup();
    this.out = out;
    this.attached = attached;
    this.prod = prod;
    Map<String, String> changes = Asides.noChanges();
    this.shadow =
        new ShadowSide(link, view.epoch(), status -> changes.put(status.name(), status.value()));
    Channels channels = new Channels(out, shadow, first.ear(), first.processId());
    this.asides = new Asides(out, channels, link.parameters(), changes);
    this.settings = new SettingsSide(shadow);
    this.view = view;
    this.state = new SessionSide(attached.session(), attached.schemas(), link.executor());
    this.transaction =
        new TransactionSide(shadow, prod, state, this::written, this::transactionOver);
    this.schema = new SchemaSide(shadow, attached.schemas());
    this.hydrator = new Hydrator(this::connectHydrator, shadow, this::copiesInside);
    this.prepared = new PreparedStatements(shadow, this::parse);
    this.copies = new CopyIntake(out);
  }

  ClientOutput out() {
    return out;
  }

  /** Where one statement's result goes. */
  ResultSink sink(boolean announce) {
    return new ResultSink(out, announce);
  }

  /** Tells the client what has changed since the last ReadyForQuery, and that it may go on. */
  void ready() {
    asides.ready(transaction.clientStatus());
  }

  /** What the client listens to. */
  Channels channels() {
    return asides.channels();
  }

  SessionHandle session() {
    return attached.session();
  }

  /** The client's side towards the session's state. */
  SessionSide state() {
    return state;
  }

  SessionActivity activity() {
    return attached.activity();
  }

  Limits limits() {
    return attached.limits();
  }

  ShadowSide shadow() {
    return shadow;
  }

  ProdSide prod() {
    return prod;
  }

  TransactionSide transaction() {
    return transaction;
  }

  SettingsSide settings() {
    return settings;
  }

  SchemaSide schema() {
    return schema;
  }

  Hydrator hydrator() {
    return hydrator;
  }

  PreparedStatements prepared() {
    return prepared;
  }

  LexerSettings lexerSettings() {
    return settings.lastKnown().lexer();
  }

  ParseOutcome parse(String text) {
    return attached.parses().parse(text, lexerSettings());
  }

  /** The catalog last used, if any; good enough to tell user functions from the server's. */
  Optional<PostgresCatalog> lastCatalog() {
    return Optional.ofNullable(lastSchema).map(Schema::catalog);
  }

  /**
   * To be called before each statement: outside a transaction it follows a reset of the session to
   * its new database, which only a trusted view knows; everywhere it brings the settings up to
   * date, by which the text is read.
   */
  CompletionStage<Void> refresh() {
    if (transaction.open() && wasReset()) {
      // What is still to come of it could not be committed any more.
      shadow.link().close();
    }
    if (transaction.open() && shadow.link().isOpen()) {
      return transaction.failed()
          ? CompletableFuture.completedStage(null)
          : settings.current().thenAccept(known -> {});
    }
    return state
        .view()
        .thenCompose(this::follow)
        .thenCompose(v -> settings.current())
        .thenAccept(known -> {});
  }

  /** Goes over to the session's new database after a reset; any other loss ends the client. */
  private CompletionStage<Void> follow(SessionView now) {
    boolean same = now.epoch() == shadow.epoch();
    if (same && shadow.link().isOpen()) {
      return CompletableFuture.completedStage(null);
    }
    return !same && !transaction.open()
        ? reattach(now)
        : CompletableFuture.failedStage(
            whyLost()
                .<RuntimeException>map(why -> why)
                .orElseGet(() -> new LinkLost("it has ended", Optional.empty())));
  }

  private boolean wasReset() {
    return session().view().epoch() != shadow.epoch();
  }

  /**
   * Why the shadow link has ended, and with it what ran on it: the session was dropped or reset.
   * Empty when neither is so and the client cannot go on.
   */
  Optional<SqlFailed> whyLost() {
    if (!session().view().dropped() && !wasReset()) {
      return Optional.empty();
    }
    transaction.abandoned();
    settings.forget();
    transactionOver();
    return Optional.of(
        session().view().dropped()
            ? dropped()
            : Errors.retry("the session was reset during this transaction"));
  }

  private SqlFailed dropped() {
    return Errors.failed("3D000", "session \"" + session().name() + "\" was dropped");
  }

  /**
   * The settings and the schema for planning one statement, which is routed by one trusted view of
   * the session from here to its end.
   */
  CompletionStage<Schema> facts() {
    return state
        .view()
        .thenAccept(
            now -> {
              if (now.epoch() != shadow.epoch()) {
                throw Errors.retry("the session was reset during this transaction");
              }
              view = now;
            })
        .thenCompose(v -> settings.current())
        .thenCompose(known -> schema.current(view, known.snapshot() && transaction.open()))
        .thenApply(
            now -> {
              lastSchema = now;
              return now;
            });
  }

  /** What the statement that {@link #facts} were last asked for may know of tables. */
  ClientTables tables() {
    return new ClientTables(view.marks(), transaction.touched());
  }

  /** Rows of a read of mori's own, in the transaction on prod that the client's reads run in. */
  CompletionStage<List<List<@Nullable String>>> prodRows(ReadOnlyRequest request, Binding binding) {
    Schema now = lastSchema;
    String path = now == null ? "" : now.catalog().equalityPath();
    if (path.isEmpty()) {
      return prodRows(request, binding, ProdSide.PINNED);
    }
    Map<String, String> pinned = new HashMap<>(ProdSide.PINNED);
    pinned.put("search_path", path);
    return prodRows(request, binding, pinned);
  }

  /** {@link #prodRows(ReadOnlyRequest, Binding)} under other settings. */
  CompletionStage<List<List<@Nullable String>>> prodRows(
      ReadOnlyRequest request, Binding binding, Map<String, String> under) {
    return prod.rows(request, binding, under, scope());
  }

  /** The transaction on prod that a read of the client runs in. */
  ProdSide.Scope scope() {
    return transaction.open() && settings.lastKnown().snapshot()
        ? ProdSide.Scope.SNAPSHOT
        : ProdSide.Scope.STATEMENT;
  }

  /** A client's parameters as prod understands them: user types have other oids there. */
  Binding onProd(Binding binding) {
    Schema now = lastSchema;
    return now == null ? binding : now.onProd(binding);
  }

  /** The shadow has ended the client's transaction, or has refused to: its status tells. */
  CompletionStage<Void> transactionEnded(boolean committed) {
    if (transaction.open() && !transaction.failed()) {
      // AND CHAIN: the next transaction has begun, the old one is over all the same.
      settings.forget();
    }
    if (transaction.failed()) {
      return CompletableFuture.completedStage(null);
    }
    return transaction.ended(committed);
  }

  Savepoints savepoints() {
    return savepoints;
  }

  /** What the client copies in. */
  CopyIntake copies() {
    return copies;
  }

  /** Whoever keeps the client's portals, which end with transactions and savepoints. */
  void keepsPortals(PortalKeeper keeper) {
    portals = keeper;
  }

  /** A rollback to a savepoint has undone what was made since this moment. */
  CompletionStage<Void> undoneSince(long moment) {
    return portals.undoneSince(moment);
  }

  private void transactionOver() {
    settings.transactionEnded();
    schema.transactionEnded();
    savepoints.clear();
    portals.transactionOver();
  }

  /** Remembers how the running statement's read was planned, for the activity log. */
  void log(ReadPlan plan) {
    lastPlan = plan;
  }

  /** Says in the activity log what became of a statement that began at this time. */
  void done(Bound bound, long begin, @Nullable Throwable thrown) {
    attached
        .log()
        .decided(
            session().name(),
            Decisions.of(bound.parsed().statement(), lastPlan, thrown, System.nanoTime() - begin));
    lastPlan = null;
  }

  /** Cancels whatever runs for this client. */
  void cancel() {
    shadow.cancel();
    prod.cancel();
  }

  /** The client is gone. */
  void close() {
    if (transaction.hasChangedSchema()) {
      state.mayHaveChangedSchema();
    }
    copies.close();
    asides.channels().close();
    shadow.close();
    hydrator.close();
    prod.close();
  }

  /** Does this whenever the link to the shadow is lost. */
  void onLost(Runnable action) {
    lost = action;
    shadow.link().closed().thenRun(action);
  }

  /** Two may ask for it: a message of the client's, and whoever watches the link. */
  private CompletionStage<Void> reattach(SessionView view) {
    CompletableFuture<Void> running = attaching;
    if (running.isDone()) {
      running = attach(view).toCompletableFuture();
      attaching = running;
    }
    return running;
  }

  private CompletionStage<Void> attach(SessionView view) {
    Map<String, String> before = new HashMap<>(settings.lastKnown().replay());
    before.putAll(settings.lastKnown().kept());
    hydrator.forget();
    return Errors.toShadow(
            attached.shadows().client(view.shadowDatabase(), startup, shadow.link().executor()))
        .thenCompose(
            link -> {
              shadow.attach(link, view.epoch());
              schema.attached();
              settings.forget();
              link.onAsync(this::unasked);
              onLost(lost);
              return SettingsReplay.on(shadow, before);
            })
        .thenCompose(v -> asides.channels().again());
  }

  /** Notices, notifications and parameter changes outside any statement. */
  void unasked(BackendMessage message) {
    asides.unasked(message);
  }

  /** Whether rows copied outside the client's transaction would block or be invisible in it. */
  private boolean copiesInside() {
    return transaction.open()
        && (transaction.hasChangedSchema() || settings.lastKnown().snapshot());
  }

  private CompletionStage<Link> connectHydrator() {
    return Errors.toShadow(
        attached.connectHydrator(view.shadowDatabase(), shadow.link().executor()));
  }

  private WrittenKeys.Written written(List<List<@Nullable String>> rows) {
    return LedgerRows.read(rows, Objects.requireNonNull(lastSchema).catalog());
  }
}
