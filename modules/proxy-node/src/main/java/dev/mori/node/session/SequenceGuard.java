package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.RecordText;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the sequence values that an undone run of a statement used, if nobody else can have
 * taken any since. On another connection: setval would define currval for the client.
 */
final class SequenceGuard {
  private final SessionActivity activity;
  private final Hydrator hydrator;

  SequenceGuard(SessionActivity activity, Hydrator hydrator) {
    this.activity = activity;
    this.hydrator = hydrator;
  }

  /**
   * Puts the sequences back.
   *
   * @param ticket the run's place in the session's activity
   * @param sequences where they stood before it
   */
  CompletionStage<Void> restore(long ticket, Ask.Collector sequences) {
    List<List<List<@Nullable String>>> read =
        sequences.answer(TransactionStatus.IN_TRANSACTION).rows();
    if (read.isEmpty() || !activity.close(ticket)) {
      return CompletableFuture.completedStage(null);
    }
    List<List<@Nullable String>> before = read.getFirst();
    SqlCall call =
        SqlCall.of(
            PostgresLedger.SET_SEQUENCES,
            RecordText.array(before.stream().map(row -> row.get(0)).toList()),
            RecordText.array(before.stream().map(row -> row.get(1)).toList()),
            RecordText.array(before.stream().map(row -> row.get(2)).toList()));
    return hydrator
        .outside(List.of(call))
        .whenComplete((answer, thrown) -> activity.reopen())
        .thenAccept(SequenceGuard::restored);
  }

  /**
   * A sequence that another transaction has locked keeps its gap, as after any failed statement.
   */
  private static void restored(SqlAnswer answer) {
    if (answer.error().filter(e -> e.sqlState().equals("55P03")).isEmpty()) {
      answer.orFail();
    }
  }
}
