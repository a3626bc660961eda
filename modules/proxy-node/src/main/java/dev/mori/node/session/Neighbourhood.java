package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.PostgresNeighbours.Lookup;
import dev.mori.engine.postgres.RecordText;
import dev.mori.engine.postgres.Relation;
import dev.mori.engine.postgres.WrittenRows;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds on prod the rows that a write can collide with or refers to, and brings them. */
final class Neighbourhood {
  private final ClientContext client;
  private final Hydrator hydrator;

  Neighbourhood(ClientContext client, Hydrator hydrator) {
    this.client = client;
    this.hydrator = hydrator;
  }

  /**
   * What lookups found on prod.
   *
   * @param lookups what was looked for
   * @param rows what each lookup found, as an array of rows in the session's shape
   */
  record Found(List<Lookup> lookups, List<@Nullable String> rows) {
    static final Found NOTHING = new Found(List.of(), List.of());

    /** The rows that one lookup found. */
    List<String> rowsOf(int lookup) {
      return RecordText.elements(Objects.requireNonNull(rows.get(lookup))).stream()
          .map(Objects::requireNonNull)
          .toList();
    }
  }

  /** Asks prod. */
  CompletionStage<Found> lookUp(List<Lookup> lookups, Binding binding) {
    if (lookups.isEmpty()) {
      return CompletableFuture.completedStage(Found.NOTHING);
    }
    new PolicyCheck(client).check(lookups.stream().map(Lookup::relation));
    return client
        .prodRows(PostgresNeighbours.request(lookups), binding)
        .thenApply(rows -> new Found(lookups, rows.getFirst()));
  }

  /** What a statement of the running transaction wrote. */
  CompletionStage<WrittenRows> written(Write write, int seq) {
    return client
        .shadow()
        .ask(writtenCall(seq))
        .thenApply(answer -> WrittenRows.read(answer.orFail().rowsOf(0), write.catalog()));
  }

  static SqlCall writtenCall(int seq) {
    return SqlCall.of(PostgresLedger.WRITTEN, Integer.toString(seq));
  }

  /**
   * Calls whose numbers add up to how many of the rows never were in the shadow and were not the
   * session's own before the running transaction, or have a copy with other values.
   */
  static List<SqlCall> unknown(Found found) {
    List<SqlCall> calls = new ArrayList<>();
    for (int i = 0; i < found.lookups().size(); i++) {
      String rows = Objects.requireNonNull(found.rows().get(i));
      if (!rows.equals("{}")) {
        String table = Long.toString(found.lookups().get(i).relation().oid());
        calls.add(SqlCall.of(PostgresLedger.UNKNOWN, table, rows));
      }
    }
    return calls;
  }

  /**
   * Copies what was found into the shadow; the stage tells how many rows are new there or were
   * otherwise.
   */
  CompletionStage<Long> bring(Write write, Found found) {
    CompletionStage<Long> total = CompletableFuture.completedStage(0L);
    for (int i = 0; i < found.lookups().size(); i++) {
      Relation relation = found.lookups().get(i).relation();
      List<String> rows = found.rowsOf(i);
      write.seen().add(relation, rows);
      if (rows.size() > PostgresNeighbours.ROW_LIMIT) {
        return CompletableFuture.failedStage(
            Errors.refused(
                "more than %d rows of %s are affected"
                    .formatted(PostgresNeighbours.ROW_LIMIT, relation.name().sql()),
                "Split the statement."));
      }
      total =
          total.thenCompose(
              sum -> hydrator.hydrate(relation, rows).thenApply(fresh -> sum + fresh));
    }
    return total;
  }
}
