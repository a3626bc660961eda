package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.RecordText;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Copies rows in one place, be it one link or the client's transaction: what is run here comes to
 * pass together when the place is in a transaction.
 */
final class Hydration {
  /** Rows handed over in one call. */
  static final int CHUNK = 5_000;

  /**
   * Classes of errors that say nothing about the rows: rolled back (the client runs its transaction
   * again), resources, intervention of an operator or a timeout.
   */
  private static final Set<String> PASSING = Set.of("40", "53", "57");

  private final Function<List<SqlCall>, CompletionStage<SqlAnswer>> place;

  /** Runs everything where {@code place} runs it, with triggers off. */
  Hydration(Function<List<SqlCall>, CompletionStage<SqlAnswer>> place) {
    this.place = place;
  }

  /**
   * Copies rows given as texts in the session's shape; the stage tells how many are new in the
   * shadow or were otherwise there.
   */
  CompletionStage<Long> hydrate(Relation relation, List<String> rows) {
    String sql = PostgresLedger.hydrate(relation);
    return chunked(relation, rows, chunk -> SqlCall.of(sql, chunk));
  }

  /** Moves copies of these rows behind all that the table holds; the stage tells how many. */
  CompletionStage<Long> putBack(Relation relation, List<String> rows) {
    return chunked(relation, rows, chunk -> call(PostgresLedger.PUT_BACK, relation, chunk));
  }

  /** Takes copies of rows away that prod has no more; the stage tells how many there were. */
  CompletionStage<Long> forget(Relation relation, List<String> rows) {
    return chunked(relation, rows, chunk -> call(PostgresLedger.FORGET, relation, chunk));
  }

  private static SqlCall call(String sql, Relation relation, String rows) {
    return SqlCall.of(sql, Long.toString(relation.oid()), rows);
  }

  private CompletionStage<Long> chunked(
      Relation relation, List<String> rows, Function<String, SqlCall> call) {
    if (rows.isEmpty()) {
      return CompletableFuture.completedStage(0L);
    }
    List<SqlCall> calls = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += CHUNK) {
      List<String> chunk = rows.subList(from, Math.min(rows.size(), from + CHUNK));
      calls.add(call.apply(RecordText.array(chunk)));
    }
    return place.apply(calls).thenApply(answer -> changed(relation, answer));
  }

  /** Runs a statement of the ledger's. */
  CompletionStage<SqlAnswer> run(SqlCall call) {
    return place.apply(List.of(call));
  }

  private static long changed(Relation relation, SqlAnswer answer) {
    if (answer.error().isPresent()) {
      String table = relation.name().sql();
      String state = answer.error().get().sqlState();
      if (state.equals("40001")) {
        throw sinceSnapshot(relation);
      }
      if (PASSING.stream().anyMatch(state::startsWith)) {
        throw new SqlFailed(ErrorFields.error(state, answer.error().get().message()));
      }
      throw switch (state) {
        case "55P03" -> heldByAnother(relation);
        default ->
            Errors.refused(
                "rows of "
                    + table
                    + " cannot be brought into the session: "
                    + answer.error().get().message(),
                "The session's schema no longer fits prod's rows; reset the session or undo the"
                    + " schema change.");
      };
    }
    long changed = 0;
    for (List<List<@Nullable String>> rows : answer.rows()) {
      List<Long> counts =
          rows.getFirst().stream().map(c -> Long.valueOf(Objects.requireNonNull(c))).toList();
      boolean copied = counts.size() > 1;
      if (copied && !counts.get(0).equals(counts.get(1))) {
        throw collision(relation);
      }
      changed += counts.getFirst() + (copied ? counts.get(2) : 0);
    }
    return changed;
  }

  /** The lock on a row, or on a whole table's copy, was not to be had in time. */
  static SqlFailed heldByAnother(Relation relation) {
    return Errors.refused(
        "rows of "
            + relation.name().sql()
            + " cannot be brought into the session while another open transaction holds them",
        "Try again when that transaction has ended.");
  }

  /** Perhaps no more than another client's copy of the same rows: a private copy would not mind. */
  static SqlFailed sinceSnapshot(Relation relation) {
    return Errors.retry(
        "rows of "
            + relation.name().sql()
            + " were copied or changed since this transaction took its snapshot");
  }

  private static SqlFailed collision(Relation relation) {
    return Errors.refused(
        "a row that prod got since collides with a row of this session in " + relation.name().sql(),
        "Change the session's row, or reset the session.");
  }
}
