package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.prod.ProdSide;
import dev.mori.node.sql.Batch;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The client's transaction. The shadow runs it; here stands what mori has to know about it: whether
 * the client or mori opened it, what it wrote, and what must happen before it may commit (marks
 * first, ARCHITECTURE 3.1). Lives on one event loop.
 */
final class TransactionSide {
  private static final SqlCall SAVEPOINT = SqlCall.of("SAVEPOINT mori_statement");
  private static final SqlCall BACK = SqlCall.of("ROLLBACK TO SAVEPOINT mori_statement");
  private static final SqlCall RELEASE = SqlCall.of("RELEASE SAVEPOINT mori_statement");

  /** Rows whose keys are kept for the commit; with more the ledger is asked. */
  private static final int KNOWN_WRITES = 10_000;

  private final ShadowSide shadow;
  private final ProdSide prod;
  private final SessionSide session;
  private final WrittenKeys writtenKeys;
  private final Runnable over;
  private boolean implicit;
  private boolean wrote;
  private boolean schemaChanged;
  private boolean committing;
  private boolean savepointLeft;
  private final Set<Long> touched = new HashSet<>();

  /** What it wrote, as in {@link PostgresLedger#TAKE_WRITES}; null when the ledger has to tell. */
  private @Nullable List<List<@Nullable String>> writes = new ArrayList<>();

  private CompletionStage<Void> forgotten = done();

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
  CompletionStage<Void> adopt() {
    implicit = false;
    if (!savepointLeft) {
      return done();
    }
    savepointLeft = false;
    return shadow.ask(RELEASE).thenAccept(answer -> answer.orFail());
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

  /**
   * A statement has written rows of these tables.
   *
   * @param rows of {@link PostgresLedger#WRITTEN}
   */
  void noteWrites(
      Set<Relation> tables, List<List<@Nullable String>> rows, PostgresCatalog catalog) {
    wrote = true;
    tables.forEach(table -> touched.add(table.oid()));
    List<List<@Nullable String>> before = writes;
    if (before == null
        || before.size() + rows.size() > KNOWN_WRITES
        || !catalog.settles(tables)
        || rows.stream().anyMatch(LedgerRows::truncates)) {
      writes = null;
    } else {
      for (List<@Nullable String> row : rows) {
        before.add(LedgerRows.keys(row));
      }
    }
  }

  void noteSchemaChange() {
    wrote = true;
    schemaChanged = true;
    writes = null;
  }

  /** Has the batch begin a transaction if none is open, and a savepoint for a statement in it. */
  void beginIn(Batch batch) {
    if (!open()) {
      implicit = true;
      batch.add(SqlCall.of("BEGIN"));
    }
    if (savepointLeft) {
      batch.add(RELEASE);
      savepointLeft = false;
    }
    batch.add(SAVEPOINT);
  }

  /** Undoes what was done since that savepoint, and takes it away. */
  CompletionStage<Void> back() {
    return shadow.ask(BACK, RELEASE).thenAccept(answer -> answer.orFail());
  }

  /**
   * Takes that savepoint away, at once when it could meet one of the client's: the end of mori's
   * own transaction does so too.
   */
  CompletionStage<Void> keep() {
    if (implicit) {
      savepointLeft = true;
      return done();
    }
    return shadow.ask(RELEASE).thenAccept(answer -> answer.orFail());
  }

  /** Makes sure that a transaction is open. */
  CompletionStage<Void> begin() {
    if (open()) {
      return done();
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
      return done();
    }
    if (failed()) {
      return rollback();
    }
    return prepareCommit().thenCompose(v -> commit());
  }

  private CompletionStage<Void> commit() {
    return shadow
        .ask(SqlCall.of("COMMIT"))
        .thenCompose(answer -> reallyCommitted().thenAccept(v -> answer.orFail()))
        .handle(
            (v, thrown) ->
                thrown == null
                    ? ended(true)
                    : (Errors.cause(thrown) instanceof SqlFailed ? ended(false) : done())
                        .thenCompose(
                            over -> CompletableFuture.<Void>failedStage(Errors.cause(thrown))))
        .thenCompose(stage -> stage);
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * Fails when what was sent ahead of the COMMIT has failed, as it may in a SERIALIZABLE
   * transaction: then the server has rolled back without a word.
   */
  CompletionStage<Void> reallyCommitted() {
    return forgotten;
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
      return done();
    }
    committing = true;
    return writes()
        .thenCompose(rows -> session.mark(shadow.epoch(), writtenKeys.of(rows)))
        .handle((ok, thrown) -> thrown)
        .thenCompose(
            thrown ->
                thrown == null
                    ? done()
                    : rollback()
                        .thenCompose(v -> CompletableFuture.failedStage(Errors.cause(thrown))));
  }

  /**
   * What it wrote; takes it out of the ledger. When nothing can come to it any more, that may go
   * together with the COMMIT.
   */
  private CompletionStage<List<List<@Nullable String>>> writes() {
    List<List<@Nullable String>> known = writes;
    if (known != null) {
      forgotten =
          shadow
              .ask(SqlCall.of(PostgresLedger.FORGET_WRITES))
              .thenAccept(answer -> answer.orFail());
      return CompletableFuture.completedStage(known.stream().distinct().toList());
    }
    return shadow
        .ask(SqlCall.of("SET CONSTRAINTS ALL IMMEDIATE"), SqlCall.of(PostgresLedger.TAKE_WRITES))
        .thenApply(answer -> answer.orFail().rowsOf(1));
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
    savepointLeft = false;
    writes = new ArrayList<>();
    forgotten = done();
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
    savepointLeft = false;
    writes = new ArrayList<>();
    committing = false;
    touched.clear();
    prod.transactionEnded();
  }

  /** Puts an open transaction into the failed state after an error that the shadow has not seen. */
  CompletionStage<Void> fail() {
    if (shadow.status() != TransactionStatus.IN_TRANSACTION || !shadow.link().isOpen()) {
      return done();
    }
    return shadow
        .ask(
            SqlCall.of(
                "ROLLBACK TO SAVEPOINT \"mori: an error outside the shadow fails the transaction\""))
        .thenAccept(answer -> {});
  }
}
