package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.sql.SqlCall;
import dev.mori.overlay.statement.Transaction.Isolation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * From which state of the session a client's read is answered: all parts of it are of one, wherever
 * they come from, and the shadow knows of it what it has to know (docs/consistency.md).
 */
final class Standpoint {
  private final ClientContext client;

  Standpoint(ClientContext client) {
    this.client = client;
  }

  /**
   * {@link ClientContext#facts} for a read. The view of a transaction with a snapshot has to be
   * younger than that, or a key marked in between would be read from prod.
   */
  CompletionStage<Schema> facts() {
    CompletionStage<Void> begun = serializable() ? client.transaction().begin() : done();
    return begun
        .thenCompose(v -> client.facts())
        .thenCompose(
            schema -> oneSnapshot() ? client.facts() : CompletableFuture.completedStage(schema));
  }

  /**
   * Lets the shadow know that a SERIALIZABLE transaction reads these tables on prod: it looks for
   * conflicts only among what it has seen itself, and every write of them leaves a trace in what is
   * read here.
   */
  CompletionStage<Void> note(List<Relation> relations) {
    return relations.isEmpty() || !serializable()
        ? done()
        : client
            .shadow()
            .ask(SqlCall.of(PostgresLedger.watch(relations)))
            .thenAccept(answer -> answer.orFail());
  }

  /**
   * Whether the marks are those that {@link #facts} gave. If not, rows were perhaps shipped of a
   * transaction whose other rows the plan takes from prod.
   */
  CompletionStage<Boolean> unmoved() {
    ClientTables before = client.tables();
    return oneSnapshot()
        ? CompletableFuture.completedStage(true)
        : client.facts().thenApply(schema -> client.tables().equals(before));
  }

  private boolean oneSnapshot() {
    return client.transaction().open() && client.settings().lastKnown().snapshot();
  }

  private boolean serializable() {
    return client.settings().lastKnown().isolation() == Isolation.SERIALIZABLE;
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
