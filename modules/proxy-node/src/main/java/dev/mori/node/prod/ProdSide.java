package dev.mori.node.prod;

import dev.mori.engine.postgres.ReadOnlyRequest;
import dev.mori.node.link.Lease;
import dev.mori.node.link.Link;
import dev.mori.node.link.LinkLost;
import dev.mori.node.link.LinkPool;
import dev.mori.node.link.ReplySink;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.Batch;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.node.transport.ClientOutput;
import dev.mori.node.transport.LoopCtx;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Target;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to prod. A link is leased for one statement, for an open portal, or, in
 * REPEATABLE READ and SERIALIZABLE transactions, from the first read of prod to the transaction's
 * end. Each use is BEGIN READ ONLY, a first query of ours (after it nobody can switch the
 * transaction to READ WRITE), the one statement by the extended protocol, COMMIT; all in one
 * pipelined write. Lives on one event loop.
 */
public final class ProdSide {
  /**
   * Output settings that make text of rows mean the same on both servers (OVERLAY 2, pitfall a).
   */
  public static final Map<String, String> PINNED =
      Map.ofEntries(
          Map.entry("search_path", ""),
          Map.entry("DateStyle", "ISO, MDY"),
          Map.entry("IntervalStyle", "postgres"),
          Map.entry("extra_float_digits", "1"),
          Map.entry("bytea_output", "hex"),
          Map.entry("array_nulls", "on"),
          Map.entry("xmloption", "content"),
          Map.entry("xmlbinary", "base64"),
          Map.entry("TimeZone", "UTC"),
          Map.entry("timezone_abbreviations", "Default"),
          Map.entry("lc_monetary", "C"),
          // Links are shared: what one client has SET must not change how another's text is read.
          Map.entry("standard_conforming_strings", "on"),
          Map.entry("backslash_quote", "safe_encoding"),
          Map.entry("transform_null_equals", "off"),
          Map.entry("row_security", "on"),
          Map.entry(LinkSettings.TIMEOUT, LinkSettings.NO_TIMEOUT),
          Map.entry("quote_all_identifiers", "off"));

  private static final SqlCall FIRST_QUERY = SqlCall.of("SELECT 1");

  /** Around each statement of a kept transaction, so that an error does not lose its snapshot. */
  private static final SqlCall SAVEPOINT = SqlCall.of("SAVEPOINT mori_read");

  private static final SqlCall RELEASE = SqlCall.of("RELEASE SAVEPOINT mori_read");
  private static final SqlCall BACK = SqlCall.of("ROLLBACK TO SAVEPOINT mori_read");

  private final LinkPool pool;
  private final LinkSettings settings;
  private final LoopCtx loop;
  private long portals;
  private @Nullable Lease held;
  private Map<String, String> heldSettings = Map.of();
  private final Set<Lease> inPortals = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;
  private boolean cancelled;
  private @Nullable Lease active;

  /**
   * A client's access through the node's pool; {@code settings} remembers what each link was last
   * SET to.
   */
  ProdSide(LinkPool pool, LinkSettings settings, LoopCtx loop) {
    this.pool = pool;
    this.settings = settings;
    this.loop = loop;
  }

  /** Which transaction a statement runs in. */
  public enum Scope {
    /** One of its own, READ COMMITTED. */
    STATEMENT,
    /**
     * The client's REPEATABLE READ or SERIALIZABLE transaction; kept until {@link
     * #transactionEnded}.
     */
    SNAPSHOT
  }

  /**
   * One statement for prod.
   *
   * @param request the proven read
   * @param binding its parameters, type oids as prod knows them
   * @param session settings the statement is to run under
   * @param limit row limit as in Execute, 0 for all rows
   * @param describe whether the target wants a RowDescription first
   * @param scope which transaction it runs in
   */
  public record Run(
      ReadOnlyRequest request,
      Binding binding,
      Map<String, String> session,
      int limit,
      boolean describe,
      Scope scope) {}

  /**
   * Runs one statement; rows and completion go to the target. The stage ends with the open portal
   * when the row limit was reached, and fails with {@link SqlFailed} when prod answers with an
   * error.
   */
  public CompletionStage<Optional<ProdPortal>> run(Run run, ReplySink target) {
    return lease(run.scope())
        .thenCompose(
            lease -> {
              if (closed) {
                lease.discard();
                return CompletableFuture.failedStage(
                    new LinkLost("the client is gone", Optional.empty()));
              }
              if (cancelled) {
                return (Objects.equals(held, lease)
                        ? CompletableFuture.<Void>completedStage(null)
                        : giveBack(lease))
                    .thenCompose(v -> CompletableFuture.failedStage(SqlFailed.cancelled()));
              }
              return runOn(lease, run, target);
            });
  }

  /** Rows of a read of mori's own, as text under these settings. */
  public CompletionStage<List<List<@Nullable String>>> rows(
      ReadOnlyRequest request, Binding binding, Map<String, String> session, Scope scope) {
    Ask.Collector rows = new Ask.Collector();
    Run run = new Run(request, binding.withTextResults(), session, 0, false, scope);
    return run(run, rows).thenApply(none -> rows.answer(TransactionStatus.IDLE).rowsOf(0));
  }

  /** The client's transaction is over, and its portals with it: kept links go back to the pool. */
  public CompletionStage<Void> transactionEnded() {
    List<Lease> over = new ArrayList<>(inPortals);
    inPortals.clear();
    if (held != null) {
      over.add(held);
    }
    held = null;
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (Lease lease : over) {
      done = done.thenCompose(v -> giveBack(lease));
    }
    return done;
  }

  /** A statement begins: cancel requests that came before were not for it. */
  public void begins() {
    cancelled = false;
  }

  /** Asks prod to cancel what this client runs there; what its statement still would run fails. */
  public void cancel() {
    cancelled = true;
    Lease lease = active;
    if (lease != null) {
      lease.link().cancel();
    }
  }

  /** The client is gone: nothing it held may be reused in an unknown state. */
  public void close() {
    closed = true;
    inPortals.forEach(Lease::discard);
    if (active != null && !inPortals.contains(active)) {
      active.discard();
    }
    inPortals.clear();
    if (held != null && !Objects.equals(held, active)) {
      held.discard();
    }
    active = null;
    held = null;
  }

  private CompletionStage<Lease> lease(Scope scope) {
    if (scope == Scope.SNAPSHOT && held != null) {
      return CompletableFuture.completedStage(held);
    }
    return pool.lease(loop);
  }

  private CompletionStage<Optional<ProdPortal>> runOn(Lease lease, Run run, ReplySink target) {
    Link link = lease.link();
    boolean snapshot = run.scope() == Scope.SNAPSHOT;
    boolean begun = snapshot && Objects.equals(held, lease);
    active = lease;
    AtomicReference<@Nullable SqlFailed> untaken = new AtomicReference<>();
    Batch batch = new Batch();
    if (begun) {
      applyHeld(run.session(), batch);
    } else {
      settings.apply(link, run.session(), untaken);
      String isolation = snapshot ? "REPEATABLE READ" : "READ COMMITTED";
      batch.add(SqlCall.of("BEGIN ISOLATION LEVEL " + isolation + " READ ONLY")).add(FIRST_QUERY);
    }
    String portal = run.limit() > 0 ? "c" + ++portals : "";
    Suspension sink = new Suspension(target);
    if (snapshot) {
      held = lease;
      heldSettings = merged(begun ? heldSettings : Map.of(), run.session());
      batch.add(SAVEPOINT).add(statement(run, portal), sink).add(RELEASE);
    } else {
      batch.add(statement(run, portal), sink);
      if (run.limit() == 0) {
        batch.add(SqlCall.of("COMMIT"));
      }
    }
    return batch
        .send(link)
        .handle(
            (status, lost) -> {
              active = null;
              if (lost != null) {
                held = Objects.equals(held, lease) ? null : held;
                lease.discard();
                SqlFailed why = untaken.get();
                return CompletableFuture.<Optional<ProdPortal>>failedStage(
                    why == null ? lost : why);
              }
              if (batch.error().isPresent()) {
                SqlFailed failure = new SqlFailed(batch.error().get());
                return (snapshot ? back(lease) : giveBack(lease))
                    .<Optional<ProdPortal>>thenCompose(v -> CompletableFuture.failedStage(failure));
              }
              return ended(lease, run, sink.suspended ? portal : "");
            })
        .thenCompose(stage -> stage);
  }

  private static List<FrontendMessage> statement(Run run, String portal) {
    List<FrontendMessage> messages = new ArrayList<>();
    messages.add(new FrontendMessage.Parse("", run.request().text(), run.binding().types()));
    messages.add(run.binding().bind(portal, ""));
    if (run.describe()) {
      messages.add(new FrontendMessage.Describe(Target.PORTAL, portal));
    }
    messages.add(new FrontendMessage.Execute(portal, run.limit()));
    return messages;
  }

  private CompletionStage<Optional<ProdPortal>> ended(Lease lease, Run run, String suspended) {
    boolean snapshot = run.scope() == Scope.SNAPSHOT;
    if (!suspended.isEmpty()) {
      if (!snapshot) {
        inPortals.add(lease);
      }
      return CompletableFuture.completedStage(
          Optional.of(new ProdPortal(this, lease, suspended, run)));
    }
    return (snapshot ? CompletableFuture.<Void>completedStage(null) : giveBack(lease))
        .thenApply(v -> Optional.empty());
  }

  private static Map<String, String> merged(Map<String, String> old, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(old);
    all.putAll(more);
    return all;
  }

  /** Settings within a kept transaction go with it; those of the link stay as they are. */
  private void applyHeld(Map<String, String> wanted, Batch batch) {
    wanted.forEach(
        (name, value) -> {
          if (!value.equals(heldSettings.get(name))) {
            batch.add(LinkSettings.call(name, value, true));
          }
        });
  }

  /** Undoes a failed statement; the transaction and its snapshot stay. */
  private CompletionStage<Void> back(Lease lease) {
    return Ask.all(lease.link(), BACK, RELEASE)
        .handle(
            (answer, lost) -> {
              if (lost != null || answer.error().isPresent()) {
                held = null;
                lease.discard();
              }
              return null;
            });
  }

  /** Notices whether the statement stopped at its row limit. */
  private static final class Suspension implements ReplySink {
    private final ReplySink target;
    private boolean suspended;

    Suspension(ReplySink target) {
      this.target = target;
    }

    @Override
    public void message(BackendMessage message) {
      suspended |= message instanceof BackendMessage.PortalSuspended;
      target.message(message);
    }

    @Override
    public void rows(ByteBuf frames) {
      target.rows(frames);
    }

    @Override
    public @Nullable ClientOutput output() {
      return target.output();
    }
  }

  /** Ends whatever transaction is open on the link and returns it. */
  CompletionStage<Void> giveBack(Lease lease) {
    Link link = lease.link();
    if (!link.isOpen()) {
      lease.discard();
      return CompletableFuture.completedStage(null);
    }
    if (link.status() == TransactionStatus.IDLE) {
      lease.release();
      return CompletableFuture.completedStage(null);
    }
    return Ask.all(link, SqlCall.of("ROLLBACK"))
        .handle(
            (SqlAnswer answer, Throwable lost) -> {
              if (lost == null && answer.status() == TransactionStatus.IDLE) {
                lease.release();
              } else {
                lease.discard();
              }
              return null;
            });
  }

  /** Gives a portal's link back, unless the end of its transaction has done so. */
  CompletionStage<Void> closePortal(Lease lease) {
    return inPortals.remove(lease) ? giveBack(lease) : CompletableFuture.completedStage(null);
  }

  /** Continues a suspended portal under the settings it was opened with. */
  CompletionStage<Boolean> fetch(Lease lease, ProdPortal portal, int limit, ReplySink target) {
    boolean open = portal.shared() ? Objects.equals(held, lease) : inPortals.contains(lease);
    if (!open) {
      throw new IllegalStateException("a portal whose transaction is over is not asked again");
    }
    active = lease;
    Suspension sink = new Suspension(target);
    List<FrontendMessage> execute = List.of(new FrontendMessage.Execute(portal.name(), limit));
    Batch batch = new Batch();
    if (portal.shared()) {
      applyHeld(portal.session(), batch);
      heldSettings = merged(heldSettings, portal.session());
      batch.add(SAVEPOINT).add(execute, sink).add(RELEASE);
    } else {
      batch.add(execute, sink);
    }
    return batch
        .send(lease.link())
        .thenCompose(
            status -> {
              active = null;
              if (batch.error().isEmpty()) {
                return CompletableFuture.completedStage(sink.suspended);
              }
              SqlFailed failure = new SqlFailed(batch.error().get());
              return (portal.shared() ? back(lease) : CompletableFuture.<Void>completedStage(null))
                  .thenCompose(v -> CompletableFuture.<Boolean>failedStage(failure));
            });
  }
}
