package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.RecordText;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.link.Link;
import dev.mori.node.sql.Ask;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies rows of prod into the shadow, each key at most once (OVERLAY section 7). Normally on a
 * link of its own that commits at once, with triggers off. In a transaction that holds locks on
 * tables it has altered, or that sees one snapshot throughout, rows copied elsewhere would block or
 * be invisible, so they are copied inside it.
 */
final class Hydrator {
  /** Rows handed over in one call. */
  static final int CHUNK = 5_000;

  /**
   * Classes of errors that say nothing about the rows: rolled back (the client runs its transaction
   * again), resources, intervention of an operator or a timeout.
   */
  private static final Set<String> PASSING = Set.of("40", "53", "57");

  private static final SqlCall REPLICA = SqlCall.of(PostgresLedger.hydrating(true));
  private static final SqlCall ORIGIN = SqlCall.of(PostgresLedger.hydrating(false));

  private final Supplier<CompletionStage<Link>> connect;
  private final ShadowSide shadow;
  private final TransactionSide transaction;
  private final SettingsSide settings;
  private @Nullable Link own;

  Hydrator(
      Supplier<CompletionStage<Link>> connect,
      ShadowSide shadow,
      TransactionSide transaction,
      SettingsSide settings) {
    this.connect = connect;
    this.shadow = shadow;
    this.transaction = transaction;
    this.settings = settings;
  }

  /** Copies rows given as texts in the session's shape; the stage tells how many keys were new. */
  CompletionStage<Long> hydrate(Relation relation, List<String> rows) {
    if (rows.isEmpty()) {
      return CompletableFuture.completedStage(0L);
    }
    List<SqlCall> calls = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += CHUNK) {
      List<String> chunk = rows.subList(from, Math.min(rows.size(), from + CHUNK));
      calls.add(
          SqlCall.of(
              PostgresLedger.HYDRATE, Long.toString(relation.oid()), RecordText.array(chunk)));
    }
    return run(calls).thenApply(answer -> fresh(relation, answer));
  }

  /** Whether rows must be copied inside the client's transaction. */
  boolean inside() {
    return transaction.open()
        && (transaction.hasChangedSchema() || settings.lastKnown().snapshot());
  }

  /**
   * Runs statements with triggers off: inside the client's transaction when that is needed, else
   * committed at once.
   */
  CompletionStage<SqlAnswer> run(List<SqlCall> calls) {
    if (inside()) {
      List<SqlCall> all = new ArrayList<>(calls);
      all.addFirst(REPLICA);
      all.addLast(ORIGIN);
      return shadow.ask(all).thenApply(answer -> inner(answer, calls.size()));
    }
    return outside(calls);
  }

  /** Runs statements on the link of our own, whatever the client's transaction is like. */
  CompletionStage<SqlAnswer> outside(List<SqlCall> calls) {
    return link().thenCompose(link -> Ask.all(link, calls));
  }

  /** A stage that ends when everything inside has run in one transaction. */
  <T> CompletionStage<T> together(Function<Hydrator, CompletionStage<T>> work) {
    if (inside()) {
      return work.apply(this);
    }
    return run(List.of(SqlCall.of("BEGIN")))
        .thenCompose(begun -> work.apply(this))
        .handle(
            (result, thrown) -> {
              String end = thrown == null ? "COMMIT" : "ROLLBACK";
              return run(List.of(SqlCall.of(end)))
                  .thenCompose(
                      answer -> {
                        if (thrown != null) {
                          return CompletableFuture.<T>failedStage(Errors.cause(thrown));
                        }
                        answer.orFail();
                        return CompletableFuture.completedStage(result);
                      });
            })
        .thenCompose(stage -> stage);
  }

  /** Closes the link; the next use makes a new one, to the database of that time. */
  void close() {
    if (own != null) {
      own.close();
      own = null;
    }
  }

  private CompletionStage<Link> link() {
    Link link = own;
    if (link != null && link.isOpen()) {
      return CompletableFuture.completedStage(link);
    }
    return connect
        .get()
        .thenApply(
            fresh -> {
              own = fresh;
              return fresh;
            });
  }

  private static SqlAnswer inner(SqlAnswer answer, int calls) {
    if (answer.error().filter(e -> e.sqlState().equals("25006")).isPresent()) {
      throw Errors.refused(
          "this needs rows of prod in the session, and a read-only transaction with a snapshot cannot take them",
          "Begin the transaction without READ ONLY, or in READ COMMITTED.");
    }
    return answer.error().isPresent()
        ? answer
        : new SqlAnswer(
            answer.rows().subList(1, calls + 1),
            answer.tags().subList(1, calls + 1),
            answer.error(),
            answer.status());
  }

  private static long fresh(Relation relation, SqlAnswer answer) {
    if (answer.error().isPresent()) {
      String table = relation.name().sql();
      String state = answer.error().get().sqlState();
      if (state.equals("40001")) {
        // Perhaps no more than another client's copy of the same rows: a copy would not mind.
        throw Errors.retry(
            "rows of "
                + table
                + " were copied or changed since this transaction took its snapshot");
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
                "The session's schema no longer fits prod's rows; reset the session or undo the schema change.");
      };
    }
    long fresh = 0;
    for (List<List<@Nullable String>> rows : answer.rows()) {
      long keys = Long.parseLong(Objects.requireNonNull(rows.getFirst().get(0)));
      if (keys != Long.parseLong(Objects.requireNonNull(rows.getFirst().get(1)))) {
        throw collision(relation);
      }
      fresh += keys;
    }
    return fresh;
  }

  /** The lock on a row, or on a whole table's copy, was not to be had in time. */
  static SqlFailed heldByAnother(Relation relation) {
    return Errors.refused(
        "rows of "
            + relation.name().sql()
            + " cannot be brought into the session while another open transaction holds them",
        "Try again when that transaction has ended.");
  }

  private static SqlFailed collision(Relation relation) {
    return Errors.refused(
        "a row that prod got since collides with a row of this session in " + relation.name().sql(),
        "Change the session's row, or reset the session.");
  }
}
