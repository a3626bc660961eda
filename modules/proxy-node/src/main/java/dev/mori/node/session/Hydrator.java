package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.link.Link;
import dev.mori.node.link.LinkLost;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies rows of prod into the shadow, each key at most once (OVERLAY section 7). Normally on a
 * link of its own that commits at once, with triggers off. In a transaction that holds locks on
 * tables it has altered, or that sees one snapshot throughout, rows copied elsewhere would block or
 * be invisible, so they are copied inside it.
 */
final class Hydrator {
  private static final SqlCall REPLICA = SqlCall.of(PostgresLedger.hydrating(true));
  private static final SqlCall ORIGIN = SqlCall.of(PostgresLedger.hydrating(false));

  private final Supplier<CompletionStage<Link>> connect;
  private final ShadowSide shadow;
  private final BooleanSupplier needsTransaction;
  private @Nullable Link own;
  private boolean closed;

  /**
   * No link yet.
   *
   * @param needsTransaction whether rows must be copied inside the client's transaction
   */
  Hydrator(
      Supplier<CompletionStage<Link>> connect,
      ShadowSide shadow,
      BooleanSupplier needsTransaction) {
    this.connect = connect;
    this.shadow = shadow;
    this.needsTransaction = needsTransaction;
  }

  /** As {@link Hydration#hydrate}. */
  CompletionStage<Long> hydrate(Relation relation, List<String> rows) {
    return place().thenCompose(place -> place.hydrate(relation, rows));
  }

  /** Where rows are to be copied now. */
  CompletionStage<Hydration> place() {
    return inside()
        ? CompletableFuture.completedStage(new Hydration(this::within))
        : link().thenApply(Hydrator::on);
  }

  /** Whether rows must be copied inside the client's transaction. */
  boolean inside() {
    return needsTransaction.getAsBoolean();
  }

  /** Runs statements on the link of our own, whatever the client's transaction is like. */
  CompletionStage<SqlAnswer> outside(List<SqlCall> calls) {
    return link().thenCompose(link -> Ask.all(link, calls));
  }

  /**
   * A stage that ends when everything the work runs has been committed, or none of it: all of it
   * runs on the one link that began the transaction, and fails with it.
   */
  <T> CompletionStage<T> together(Function<Hydration, CompletionStage<T>> work) {
    return inside()
        ? work.apply(new Hydration(this::within))
        : link()
            .thenCompose(
                link ->
                    Ask.all(link, SqlCall.of("BEGIN"))
                        .thenCompose(
                            begun -> {
                              begun.orFail();
                              return work.apply(on(link));
                            })
                        .handle(
                            (result, thrown) ->
                                thrown == null
                                    ? commit(link, result)
                                    : Hydrator.<T>undo(link, thrown))
                        .thenCompose(stage -> stage));
  }

  private static <T> CompletionStage<T> commit(Link link, T result) {
    return Ask.all(link, SqlCall.of("COMMIT"))
        .thenApply(
            answer -> {
              answer.orFail();
              return result;
            });
  }

  /** Rolls back; a link that cannot takes its transaction with it. */
  private static <T> CompletionStage<T> undo(Link link, Throwable thrown) {
    return Ask.all(link, SqlCall.of("ROLLBACK"))
        .handle(
            (answer, lost) -> {
              if (lost != null || answer.status() != TransactionStatus.IDLE) {
                link.close();
              }
              return CompletableFuture.<T>failedStage(Errors.cause(thrown));
            })
        .thenCompose(stage -> stage);
  }

  /** Closes the link; the next use makes a new one, to the database of that time. */
  void forget() {
    if (own != null) {
      own.close();
      own = null;
    }
  }

  /** The client is gone: nothing is copied any more. */
  void close() {
    closed = true;
    forget();
  }

  private CompletionStage<Link> link() {
    if (closed) {
      return CompletableFuture.failedStage(gone());
    }
    Link link = own;
    return link != null && link.isOpen()
        ? CompletableFuture.completedStage(link)
        : connect.get().thenApply(this::keep);
  }

  private Link keep(Link fresh) {
    if (closed) {
      fresh.close();
      throw gone();
    }
    own = fresh;
    return fresh;
  }

  private static LinkLost gone() {
    return new LinkLost("the client is gone", Optional.empty());
  }

  private static Hydration on(Link link) {
    return new Hydration(calls -> Ask.all(link, calls));
  }

  private CompletionStage<SqlAnswer> within(List<SqlCall> calls) {
    List<SqlCall> all = new ArrayList<>(calls);
    all.addFirst(REPLICA);
    all.addLast(ORIGIN);
    return shadow.ask(all).thenApply(answer -> inner(answer, calls.size()));
  }

  private static SqlAnswer inner(SqlAnswer answer, int calls) {
    if (answer.error().filter(e -> e.sqlState().equals("25006")).isPresent()) {
      throw Errors.refused(
          "this needs rows of prod in the session, and a read-only transaction with a snapshot"
              + " cannot take them",
          "Begin the transaction without READ ONLY, or in READ COMMITTED.");
    }
    return answer.error().isPresent()
        ? answer
        : new SqlAnswer(
            answer.rows().subList(1, calls + 1),
            answer.tags().subList(1, calls + 1),
            answer.error(),
            answer.status());
  }
}
