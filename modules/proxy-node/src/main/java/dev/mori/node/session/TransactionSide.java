package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.node.prod.ProdSide;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.session.TableId;
import dev.mori.protocol.postgres.TransactionStatus;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.SessionHandle;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The client's transaction. The shadow runs it; here stands what mori has to know about it: whether
 * the client or mori opened it, what it wrote, and what must happen before it may commit (marks
 * first, ARCHITECTURE 3.1). Lives on one event loop.
 */
final class TransactionSide {
  private final ShadowSide shadow;
  private final ProdSide prod;
  private final SessionHandle session;
  private final WrittenKeys writtenKeys;
  private final Runnable over;
  private boolean implicit;
  private boolean wrote;
  private boolean schemaChanged;
  private final Set<Long> touched = new HashSet<>();

  /**
   * No transaction yet.
   *
   * @param over told when a transaction has ended, whoever ended it
   */
  TransactionSide(
      ShadowSide shadow,
      ProdSide prod,
      SessionHandle session,
      WrittenKeys writtenKeys,
      Runnable over) {
    this.over = over;
    this.shadow = shadow;
    this.prod = prod;
    this.session = session;
    this.writtenKeys = writtenKeys;
  }

  /**
   * What ReadyForQuery tells the client: a transaction that mori opened is none of the client's
   * business.
   */
  TransactionStatus clientStatus() {
    return implicit || !shadow.link().isOpen() ? TransactionStatus.IDLE : shadow.status();
  }

  boolean failed() {
    return shadow.status() == TransactionStatus.FAILED;
  }

  /** Whether a transaction is open on the shadow, whoever opened it. */
  boolean open() {
    return shadow.status() != TransactionStatus.IDLE;
  }

  /**
   * Whether mori opened the transaction for a statement, a string of statements or a pipeline of
   * the client.
   */
  boolean implicit() {
    return implicit;
  }

  /** The client's BEGIN inside such a transaction makes it the client's. */
  void adopt() {
    implicit = false;
  }

  /**
   * Tables (shadow oids) this transaction has written so far; a superset after a rollback to a
   * savepoint.
   */
  Set<Long> touched() {
    return touched;
  }

  boolean hasChangedSchema() {
    return schemaChanged;
  }

  void noteWrites(Set<Long> tables) {
    wrote = true;
    touched.addAll(tables);
  }

  void noteSchemaChange() {
    wrote = true;
    schemaChanged = true;
  }

  /** Makes sure that a transaction is open. */
  CompletionStage<Void> begin() {
    if (open()) {
      return CompletableFuture.completedStage(null);
    }
    implicit = true;
    return shadow
        .ask(SqlCall.of("BEGIN"))
        .thenAccept(
            answer -> {
              if (answer.error().isPresent()) {
                implicit = false;
                throw new SqlFailed(answer.error().get());
              }
            });
  }

  /**
   * Ends the transaction mori opened: commits it, or rolls it back when a statement in it failed.
   */
  CompletionStage<Void> endImplicit() {
    if (!implicit) {
      return CompletableFuture.completedStage(null);
    }
    if (failed()) {
      return rollback();
    }
    return prepareCommit()
        .thenCompose(v -> shadow.ask(SqlCall.of("COMMIT")))
        .thenCompose(
            answer ->
                ended(answer.error().isEmpty())
                    .thenAccept(
                        v -> {
                          answer.orFail();
                        }));
  }

  /** Rolls back whatever is open, on mori's own account. */
  CompletionStage<Void> rollback() {
    return shadow.ask(SqlCall.of("ROLLBACK")).thenCompose(answer -> ended(false));
  }

  /**
   * Everything that must be so before the shadow may commit: deferred constraints hold, and every
   * key written is marked in the session, persisted and known to every node. On failure the
   * transaction is rolled back and the stage fails.
   */
  CompletionStage<Void> prepareCommit() {
    if (!wrote) {
      return CompletableFuture.completedStage(null);
    }
    return shadow
        .ask(SqlCall.of("SET CONSTRAINTS ALL IMMEDIATE"), SqlCall.of(PostgresLedger.TAKE_WRITES))
        .thenCompose(this::mark)
        .handle((ok, thrown) -> thrown)
        .thenCompose(
            thrown ->
                thrown == null
                    ? CompletableFuture.completedStage(null)
                    : rollback()
                        .thenCompose(v -> CompletableFuture.failedStage(Errors.cause(thrown))));
  }

  private CompletionStage<Void> mark(SqlAnswer answer) {
    WrittenKeys.Written written = writtenKeys.of(answer.orFail().rowsOf(1));
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (TableId table : written.detached()) {
      done = done.thenCompose(v -> settle(session.detach(shadow.epoch(), table)));
    }
    return written.keys().isEmpty()
        ? done
        : done.thenCompose(v -> settle(session.mark(shadow.epoch(), written.keys())));
  }

  private CompletionStage<Void> settle(CompletionStage<ChangeOutcome> asked) {
    return asked.thenComposeAsync(TransactionSide::marked, shadow.link().executor());
  }

  private static CompletionStage<Void> marked(ChangeOutcome outcome) {
    return switch (outcome) {
      case ChangeOutcome.Done done -> CompletableFuture.completedStage(null);
      case ChangeOutcome.StaleEpoch stale ->
          CompletableFuture.failedStage(
              Errors.retry("the session was reset during this transaction"));
      case ChangeOutcome.NoSession none ->
          CompletableFuture.failedStage(Errors.failed("57P01", "the session was dropped"));
      case ChangeOutcome.Unavailable unavailable ->
          CompletableFuture.failedStage(
              Errors.retry(
                  "the session's state is out of reach ("
                      + unavailable.reason()
                      + "), nothing was committed"));
    };
  }

  /**
   * To be called when the shadow has ended the transaction, by COMMIT or ROLLBACK, whoever sent it.
   */
  CompletionStage<Void> ended(boolean committed) {
    return forget(committed).whenComplete((v, thrown) -> over.run());
  }

  private CompletionStage<Void> forget(boolean committed) {
    boolean changed = schemaChanged && committed;
    boolean lost = wrote && committed && session.view().epoch() != shadow.epoch();
    implicit = false;
    wrote = false;
    schemaChanged = false;
    touched.clear();
    CompletionStage<Void> released = prod.transactionEnded();
    if (lost) {
      // A reset came between the marks and the commit: what was committed is gone with the old
      // shadow.
      return released.thenCompose(
          v ->
              CompletableFuture.failedStage(
                  Errors.retry("the session was reset during this transaction")));
    }
    if (!changed) {
      return released;
    }
    return released
        .thenCompose(v -> session.schemaChanged(shadow.epoch(), "ddl"))
        .thenAcceptAsync(outcome -> {}, shadow.link().executor());
  }

  /** The shadow link died with the transaction in it. */
  void abandoned() {
    implicit = false;
    wrote = false;
    schemaChanged = false;
    touched.clear();
    prod.transactionEnded();
  }

  /** Puts an open transaction into the failed state after an error that the shadow has not seen. */
  CompletionStage<Void> fail() {
    if (shadow.status() != TransactionStatus.IN_TRANSACTION || !shadow.link().isOpen()) {
      return CompletableFuture.completedStage(null);
    }
    return shadow
        .ask(
            SqlCall.of(
                "ROLLBACK TO SAVEPOINT \"mori: an error outside the shadow fails the transaction\""))
        .thenAccept(answer -> {});
  }
}
