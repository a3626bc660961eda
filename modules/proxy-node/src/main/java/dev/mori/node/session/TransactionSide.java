package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.node.prod.ProdSide;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.TransactionStatus;
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
  private final SessionSide session;
  private final WrittenKeys writtenKeys;
  private final Runnable over;
  private boolean implicit;
  private boolean wrote;
  private boolean schemaChanged;
  private boolean committing;
  private final Set<Long> touched = new HashSet<>();

  /**
   * No transaction yet.
   *
   * @param over told when a transaction has ended, whoever ended it
   */
  TransactionSide(
      ShadowSide shadow,
      ProdSide prod,
      SessionSide session,
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

  /** Whether a transaction that wrote is being committed: then others must hear how it ends. */
  boolean committing() {
    return committing;
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
    committing = true;
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
    return session.mark(shadow.epoch(), writtenKeys.of(answer.orFail().rowsOf(1)));
  }

  /**
   * To be called when the shadow has ended the transaction, by COMMIT or ROLLBACK, whoever sent it.
   * What was committed counts only when the session confirms it.
   */
  CompletionStage<Void> ended(boolean committed) {
    return forget(committed).whenComplete((v, thrown) -> over.run());
  }

  private CompletionStage<Void> forget(boolean committed) {
    boolean changed = schemaChanged;
    boolean counts = wrote && committed;
    if (changed && !committed && !shadow.link().isOpen()) {
      session.mayHaveChangedSchema();
    }
    implicit = false;
    wrote = false;
    schemaChanged = false;
    touched.clear();
    CompletionStage<Void> released = prod.transactionEnded();
    return (counts
            ? released.thenCompose(v -> session.committed(shadow.epoch(), changed))
            : released)
        .whenComplete((v, thrown) -> committing = false);
  }

  /** The shadow link died with the transaction in it. */
  void abandoned() {
    shadow.abandon();
    implicit = false;
    wrote = false;
    schemaChanged = false;
    committing = false;
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
