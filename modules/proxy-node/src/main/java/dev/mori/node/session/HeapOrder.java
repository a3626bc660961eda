package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.sql.SqlCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lays a table's rows in the shadow as they lie on prod, with those that the session has written
 * behind them: whether an UPDATE that shifts unique values fails hangs on the order in which it
 * meets the rows.
 */
final class HeapOrder {
  /**
   * Each copy that is moved costs two calls; with more of them than this, all stay where they are.
   */
  private static final int MOVED = 1_000;

  private final Relation relation;
  private final Hydration place;
  private final Set<List<@Nullable String>> earlier = new HashSet<>();

  /**
   * Rows of one table.
   *
   * @param copies what was copied before, as texts in the session's shape
   */
  HeapOrder(Relation relation, Hydration place, List<String> copies) {
    this.relation = relation;
    this.place = place;
    if (copies.size() <= MOVED) {
      copies.forEach(text -> earlier.add(StaleCopies.key(relation, text)));
    }
  }

  Relation relation() {
    return relation;
  }

  /** Puts rows behind those that came before, copies of them too. */
  CompletionStage<Void> append(List<String> rows) {
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    int from = 0;
    for (int i = 0; i < rows.size() && !earlier.isEmpty(); i++) {
      if (earlier.remove(StaleCopies.key(relation, rows.get(i)))) {
        List<String> run = rows.subList(from, i);
        List<String> copy = rows.subList(i, i + 1);
        done =
            done.thenCompose(v -> place.hydrate(relation, run))
                .thenCompose(fresh -> place.putBack(relation, copy))
                .thenAccept(moved -> {});
        from = i + 1;
      }
    }
    List<String> rest = rows.subList(from, rows.size());
    return done.thenCompose(v -> place.hydrate(relation, rest)).thenAccept(fresh -> {});
  }

  /** Puts what the session has written behind all that has come. */
  CompletionStage<Void> writtenLast() {
    return place
        .run(SqlCall.of(PostgresLedger.PUT_LAST, Long.toString(relation.oid())))
        .thenAccept(answer -> answer.orFail());
  }
}
