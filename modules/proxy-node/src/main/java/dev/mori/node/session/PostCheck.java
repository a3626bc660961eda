package dev.mori.node.session;

import dev.mori.engine.postgres.ObjectName;
import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.Relation;
import dev.mori.engine.postgres.WrittenRows;
import dev.mori.node.prod.Binding;
import dev.mori.node.session.Neighbourhood.Found;
import dev.mori.node.session.StaleCopies.Stale;
import dev.mori.node.sql.SqlCall;
import dev.mori.overlay.statement.InsertSource;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks prod, after a run of a write, whether a copy would have come to the same (OVERLAY section 7,
 * step 4): which rows it should have met and did not, and which it met are no longer so on prod.
 */
final class PostCheck {
  /** Errors that a copy of a row can cause which prod has otherwise by now, or no more. */
  private static final Set<String> OF_KEYS = Set.of("23503", "23505", "23P01");

  private final ClientContext client;
  private final Hydrator hydrator;
  private final Neighbourhood neighbourhood;
  private final StaleCopies copies;

  PostCheck(ClientContext client, Hydrator hydrator, Neighbourhood neighbourhood) {
    this.client = client;
    this.hydrator = hydrator;
    this.neighbourhood = neighbourhood;
    this.copies = new StaleCopies(neighbourhood);
  }

  /**
   * What a run lacked.
   *
   * @param found rows of prod that what it wrote can collide with, and the like
   * @param unknown how many of those found the shadow does not know
   * @param stale copies that were not as prod has them
   */
  record Missing(Found found, long unknown, Stale stale) {
    /** Whether the run counts, when so many unknown rows are no longer wondered about. */
    boolean nothingNew(long settled) {
      return unknown <= settled && stale.isEmpty();
    }
  }

  /**
   * Checks the statement with this number; notes what it wrote.
   *
   * @param rows what {@link PostgresLedger#WRITTEN} says of it
   */
  CompletionStage<Missing> of(Write write, int seq, List<List<@Nullable String>> rows) {
    WrittenRows written = WrittenRows.read(rows, write.catalog());
    client.transaction().noteWrites(written.relations(), rows, write.catalog());
    WrittenRows.Check check = written.check(write.neighbours());
    return neighbourhood
        .lookUp(check.lookups(), Binding.texts(check.parameters()))
        .thenCompose(found -> missing(write, seq, written, found));
  }

  private CompletionStage<Missing> missing(Write write, int seq, WrittenRows written, Found found) {
    List<SqlCall> calls = new ArrayList<>(Neighbourhood.unknown(found));
    int unknown = calls.size();
    boolean relies = written.relies(write.catalog(), write.seen()::of);
    if (relies) {
      calls.add(SqlCall.of(PostgresLedger.RELIED, Integer.toString(seq)));
    }
    CompletionStage<List<List<List<@Nullable String>>>> answers =
        calls.isEmpty()
            ? CompletableFuture.completedStage(List.of())
            : client.shadow().ask(calls).thenApply(answer -> answer.orFail().rows());
    return answers.thenCompose(
        (List<List<List<@Nullable String>>> rows) -> {
          long sum = sum(rows, unknown);
          WrittenRows all = relies ? written.relying(rows.getLast(), write.catalog()) : written;
          return stale(write, all).thenApply(stale -> new Missing(found, sum, stale));
        });
  }

  private static long sum(List<List<List<@Nullable String>>> numbers, int count) {
    long sum = 0;
    for (List<List<@Nullable String>> rows : numbers.subList(0, count)) {
      sum += Long.parseLong(Objects.requireNonNull(rows.getFirst().getFirst()));
    }
    return sum;
  }

  private CompletionStage<Stale> stale(Write write, WrittenRows written) {
    Optional<Relation> skipped = skipped(write, written);
    return skipped.isPresent()
        ? every(write, skipped.get())
        : copies.among(write.neighbours(), write.seen(), written.copies());
  }

  /** The table of an INSERT that has left rows out because of others, which may be stale copies. */
  private Optional<Relation> skipped(Write write, WrittenRows written) {
    if (!(write.bound().parsed().statement() instanceof Statement.Insert insert)
        || insert.onConflict().isEmpty()) {
      return Optional.empty();
    }
    return write
        .catalog()
        .resolve(
            insert.target().name().schema().orElse(null),
            insert.target().name().name(),
            client.settings().lastKnown().searchPath())
        .map(write.catalog()::root)
        .filter(
            target ->
                !(insert.source() instanceof InsertSource.Values values)
                    || written.rows().getOrDefault(target, List.of()).size()
                        < values.rows().size());
  }

  private CompletionStage<Stale> every(Write write, Relation relation) {
    if (!write.neighbours().onProd(relation)) {
      return CompletableFuture.completedStage(Stale.NONE);
    }
    return client
        .shadow()
        .ask(StaleCopies.every(relation))
        .thenCompose(
            answer ->
                copies.among(
                    write.neighbours(), write.seen(), Map.of(relation, StaleCopies.texts(answer))));
  }

  /** Brings what was missing, once the run is undone; the stage tells how much of it is new. */
  CompletionStage<Long> bring(Write write, Missing missing) {
    return mend(write, missing.stale())
        .thenCompose(
            mended ->
                neighbourhood.bring(write, missing.found()).thenApply(fresh -> mended + fresh));
  }

  private CompletionStage<Long> mend(Write write, Stale stale) {
    return stale.isEmpty()
        ? CompletableFuture.completedStage(0L)
        : hydrator.place().thenCompose(place -> StaleCopies.mend(place, write.seen(), stale));
  }

  /** Whether such an error may come from a stale copy. */
  static boolean doubts(ErrorFields error) {
    return OF_KEYS.contains(error.sqlState());
  }

  /**
   * Puts the copies right that may have caused an error, once the run is undone; the stage tells
   * how many were stale.
   */
  CompletionStage<Long> afterError(Write write, ErrorFields error) {
    Optional<String> table = doubts(error) ? error.table() : Optional.empty();
    return table
        .flatMap(name -> write.catalog().relation(new ObjectName(error.schema().orElse(""), name)))
        .map(write.catalog()::root)
        .map(relation -> every(write, relation).thenCompose(stale -> mend(write, stale)))
        .orElseGet(() -> CompletableFuture.completedStage(0L));
  }
}
