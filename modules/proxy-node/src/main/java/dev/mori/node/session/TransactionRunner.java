package dev.mori.node.session;

import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.Transaction;
import dev.mori.protocol.postgres.BackendMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Transaction control: the shadow obeys the client's words; before a COMMIT come the marks. */
final class TransactionRunner {
  private final ClientContext client;
  private final ShadowRunner shadow;

  TransactionRunner(ClientContext client, ShadowRunner shadow) {
    this.client = client;
    this.shadow = shadow;
  }

  CompletionStage<Optional<OpenResult>> run(Bound bound, Transaction transaction, ResultSink sink) {
    TransactionSide side = client.transaction();
    return switch (transaction.verb()) {
      case BEGIN -> begin(bound, transaction, sink);
      case COMMIT ->
          side.prepareCommit()
              .thenCompose(v -> shadow.run(bound, 0, sink))
              .thenCompose(result -> side.reallyCommitted().thenApply(v -> result))
              .handle((result, thrown) -> ended(thrown == null, result, thrown))
              .thenCompose(s -> s);
      case ROLLBACK -> rolledBack(bound, sink);
      case SAVEPOINT ->
          shadow
              .run(bound, 0, sink)
              .whenComplete(
                  (result, thrown) -> {
                    if (thrown == null) {
                      client.savepoints().set(name(transaction));
                    }
                  });
      case RELEASE ->
          shadow
              .run(bound, 0, sink)
              .whenComplete(
                  (result, thrown) -> {
                    if (thrown == null) {
                      client.savepoints().release(name(transaction));
                    }
                  });
      case SET_CONSTRAINTS -> shadow.run(bound, 0, sink);
      case ROLLBACK_TO -> rolledBackTo(bound, transaction, sink);
      case SET_TRANSACTION, SET_CHARACTERISTICS -> {
        client.settings().forget();
        yield shadow.run(bound, 0, sink);
      }
      case SET_SNAPSHOT ->
          CompletableFuture.failedStage(
              Errors.refused("SET TRANSACTION SNAPSHOT is not supported", "Use one connection."));
      case PREPARE_TRANSACTION, COMMIT_PREPARED, ROLLBACK_PREPARED ->
          CompletableFuture.failedStage(
              Errors.refused("two-phase commit is not supported yet", "Commit in one phase."));
    };
  }

  /**
   * In a failed transaction only its end is possible; everything else gets the engine's own error.
   */
  CompletionStage<Optional<OpenResult>> inFailed(Bound bound, ResultSink sink) {
    if (bound.parsed().statement() instanceof Statement.TransactionControl control) {
      return switch (control.transaction().verb()) {
        case COMMIT, ROLLBACK -> rolledBack(bound, sink);
        case ROLLBACK_TO -> rolledBackTo(bound, control.transaction(), sink);
        default -> shadow.run(bound, 0, sink);
      };
    }
    // The very message a server gets, so that even the place of the error is the same.
    return bound.simple() && !(bound.parsed().statement() instanceof Statement.Empty)
        ? shadow.unbound(bound)
        : shadow.run(bound, 0, sink);
  }

  private CompletionStage<Optional<OpenResult>> begin(
      Bound bound, Transaction transaction, ResultSink sink) {
    TransactionSide side = client.transaction();
    boolean modes = transaction.isolation().isPresent() || transaction.access().isPresent();
    if (side.implicit()) {
      if (modes) {
        return CompletableFuture.failedStage(
            Errors.refused(
                "BEGIN with modes after other statements of the same string",
                "Send BEGIN by itself."));
      }
      return side.adopt()
          .thenApply(
              v -> {
                sink.message(new BackendMessage.CommandComplete("BEGIN"));
                return Optional.empty();
              });
    }
    if (modes) {
      client.settings().forget();
    }
    return shadow.run(bound, 0, sink);
  }

  private CompletionStage<Optional<OpenResult>> rolledBackTo(
      Bound bound, Transaction transaction, ResultSink sink) {
    client.settings().forget();
    if (client.transaction().hasChangedSchema()) {
      client.schema().changed();
    }
    return shadow
        .run(bound, 0, sink)
        .thenCompose(
            result ->
                client
                    .undoneSince(client.savepoints().since(name(transaction)))
                    .thenApply(v -> result));
  }

  private CompletionStage<Optional<OpenResult>> rolledBack(Bound bound, ResultSink sink) {
    return shadow
        .run(bound, 0, sink)
        .handle((result, thrown) -> ended(false, result, thrown))
        .thenCompose(s -> s);
  }

  private static String name(Transaction transaction) {
    return transaction.name().orElseThrow().value();
  }

  /**
   * Whatever the client sent, the shadow's status tells whether the transaction is over; AND CHAIN
   * opens the next.
   */
  private CompletionStage<Optional<OpenResult>> ended(
      boolean committed, Optional<OpenResult> result, Throwable thrown) {
    return client
        .transactionEnded(committed)
        .thenCompose(
            v ->
                thrown == null
                    ? CompletableFuture.completedStage(result)
                    : CompletableFuture.failedStage(Errors.cause(thrown)));
  }
}
