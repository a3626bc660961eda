package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.WrittenRows;
import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.Batch;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.BackendMessage;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds the parents of all rows a statement writes at once: runs it with foreign keys unchecked,
 * reads what it wrote, undoes it and asks prod. Only a shortcut: what it misses, because triggers
 * did not run or the trial failed, is found one by one by the engine's own errors.
 */
final class ParentSearch {
  private static final SqlCall SAVEPOINT = SqlCall.of("SAVEPOINT mori_trial");
  private static final SqlCall UNCHECKED =
      SqlCall.of("SET LOCAL session_replication_role = replica");
  private static final SqlCall BACK = SqlCall.of("ROLLBACK TO SAVEPOINT mori_trial");
  private static final SqlCall RELEASE = SqlCall.of("RELEASE SAVEPOINT mori_trial");

  private static final ReplySink NOBODY =
      new ReplySink() {
        @Override
        public void message(BackendMessage message) {
          // The statement is run again for the client.
        }

        @Override
        public void rows(ByteBuf frames) {
          frames.release();
        }
      };

  private final ClientContext client;
  private final Neighbourhood neighbourhood;

  ParentSearch(ClientContext client, Neighbourhood neighbourhood) {
    this.client = client;
    this.neighbourhood = neighbourhood;
  }

  /** Brings the parents; the transaction is as it was when the stage ends. */
  CompletionStage<Void> run(WriteRunner.Write write) {
    int seq = client.shadow().nextStatement();
    Batch trial =
        new Batch()
            .add(SAVEPOINT)
            .add(UNCHECKED)
            .add(SqlCall.of(PostgresLedger.numberStatement(seq)))
            .add(ShadowRunner.execution(write.bound(), "", 0), NOBODY);
    return client
        .shadow()
        .exchange(trial.messages(), trial)
        .thenCompose(
            status ->
                trial.error().isPresent()
                    ? CompletableFuture.<WrittenRows>completedStage(WrittenRows.NONE)
                    : neighbourhood.written(write, seq))
        .thenCompose(written -> back(trial).thenApply(v -> written))
        .thenCompose(
            written -> {
              WrittenRows.Check parents = written.parents(write.neighbours());
              return neighbourhood.lookUp(parents.lookups(), Binding.texts(parents.parameters()));
            })
        .thenCompose(neighbourhood::bring)
        .handle(ParentSearch::settled)
        .thenCompose(stage -> stage);
  }

  /** A trial that did not get as far as its savepoint has nothing to undo. */
  private CompletionStage<Void> back(Batch trial) {
    return trial.ended() == 0
        ? CompletableFuture.completedStage(null)
        : client.shadow().ask(BACK, RELEASE).thenAccept(answer -> answer.orFail());
  }

  private static CompletionStage<Void> settled(Long fresh, Throwable thrown) {
    return thrown == null || Errors.cause(thrown) instanceof SqlFailed
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(Errors.cause(thrown));
  }
}
