package dev.mori.node.session;

import dev.mori.engine.postgres.CopyStage;
import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.WrittenRows;
import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.Batch;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.overlay.statement.InsertSource;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds the parents of all rows a statement writes at once, and the rows that collide with them:
 * runs it with foreign keys unchecked, reads what it wrote, undoes it and asks prod. What it
 * misses, because triggers did not run or the trial failed, is found one by one by the engine's own
 * errors.
 */
final class Trial {
  private static final SqlCall SAVEPOINT = SqlCall.of("SAVEPOINT mori_trial");
  private static final SqlCall UNCHECKED = SqlCall.of(PostgresLedger.UNCHECKED);
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
  private final SequenceGuard sequences;

  Trial(ClientContext client, Neighbourhood neighbourhood, SequenceGuard sequences) {
    this.client = client;
    this.neighbourhood = neighbourhood;
    this.sequences = sequences;
  }

  /** Whether a trial can tell more: an error about keys, which may not be the first of a copy. */
  static boolean helps(Write write, ErrorFields error) {
    if (write.data().isPresent()) {
      return write.data().get().questionable(error);
    }
    return switch (error.sqlState()) {
      case "23503" -> true;
      case "23505" ->
          write.bound().parsed().statement() instanceof Statement.Insert insert
              && !(insert.source() instanceof InsertSource.Values values
                  && values.rows().size() == 1);
      default -> false;
    };
  }

  /**
   * The statement with rows left out that collide with what is already here, so that the others are
   * seen.
   */
  private static Bound tolerant(Bound bound) {
    if (!(bound.parsed().statement() instanceof Statement.Insert insert)
        || insert.onConflict().isPresent()) {
      return bound;
    }
    String text = bound.text();
    int at = insert.returning().map(r -> r.clause().whole().begin()).orElse(text.length());
    String head = text.substring(0, at).stripTrailing();
    while (head.endsWith(";")) {
      head = head.substring(0, head.length() - 1).stripTrailing();
    }
    return bound.withText(head + "\nON CONFLICT DO NOTHING\n" + text.substring(at));
  }

  /**
   * Brings them; the stage tells how many were new. The transaction is in order before and after,
   * and sequences stand where they stood.
   *
   * @param error how the run failed
   * @param ticket that run's place in the session's activity
   */
  CompletionStage<Long> run(Write write, ErrorFields error, long ticket) {
    if (write.data().isEmpty()) {
      return run(ticket, write, (trial, seq) -> ordinary(write, trial, seq));
    }
    CopySource data = write.data().get();
    Optional<CopyStage> stage = data.target().stage();
    return data.before(error)
        .thenCompose(
            limit -> {
              data.blind(limit.isEmpty() || stage.isEmpty());
              return data.blind() || stage.isEmpty() || limit.orElse(0) == 0
                  ? CompletableFuture.completedStage(0L)
                  : run(
                      ticket,
                      write,
                      (trial, seq) ->
                          copied(write, trial, limit.orElse(0), data.concerned(error))
                              .thenCompose(
                                  rest ->
                                      rest.isEmpty()
                                          ? nothing()
                                          : neighbourhood
                                              .written(write, seq)
                                              .thenApply(
                                                  w ->
                                                      w.with(stage.get().relation(), rest.get()))));
            });
  }

  private static CompletionStage<WrittenRows> nothing() {
    return CompletableFuture.completedStage(WrittenRows.NONE);
  }

  private CompletionStage<WrittenRows> ordinary(Write write, Batch trial, int seq) {
    trial.add(ShadowRunner.execution(tolerant(write.bound()), "", 0), NOBODY);
    return client
        .shadow()
        .exchange(trial.messages(), trial)
        .thenCompose(
            status -> trial.error().isPresent() ? nothing() : neighbourhood.written(write, seq));
  }

  /**
   * The data as far as it may matter, by way of a table of its own.
   *
   * @return the last rows, which may be those that collide; nothing when the trial failed
   */
  private CompletionStage<Optional<List<String>>> copied(
      Write write, Batch trial, long limit, long last) {
    CopySource data = write.data().orElseThrow();
    CopyStage stage = data.target().stage().orElseThrow();
    trial
        .add(SqlCall.of(stage.make()))
        .add(ShadowRunner.execution(write.bound().withText(stage.fill()), "", 0), NOBODY);
    return new CopyRun(client.shadow(), data, trial, limit)
        .run()
        .thenCompose(
            status ->
                trial.error().isPresent()
                    ? CompletableFuture.<Optional<List<String>>>completedStage(Optional.empty())
                    : client
                        .shadow()
                        .ask(
                            SqlCall.of(stage.last(), Long.toString(last)), SqlCall.of(stage.move()))
                        .thenApply(Trial::firstColumn))
        .thenApply(
            rows -> {
              data.blind(rows.isEmpty());
              return rows;
            });
  }

  private static Optional<List<String>> firstColumn(SqlAnswer answer) {
    return answer.error().isPresent()
        ? Optional.empty()
        : Optional.of(
            answer.rowsOf(0).stream().map(row -> Objects.requireNonNull(row.getFirst())).toList());
  }

  /** Runs it for what it writes, under a number. */
  @FunctionalInterface
  private interface Attempt {
    CompletionStage<WrittenRows> run(Batch trial, int seq);
  }

  private CompletionStage<Long> run(long ticket, Write write, Attempt attempt) {
    int seq = client.shadow().nextStatement();
    Ask.Collector before = new Ask.Collector();
    Batch trial =
        new Batch()
            .add(SAVEPOINT)
            .add(Ask.messages(SqlCall.of(PostgresLedger.SEQUENCES)), before)
            .add(UNCHECKED)
            .add(SqlCall.of(PostgresLedger.numberStatement(seq)));
    return attempt
        .run(trial, seq)
        .thenCompose(
            written ->
                back(trial)
                    .thenCompose(v -> sequences.restore(ticket, before))
                    .thenApply(v -> written))
        .thenCompose(
            written -> {
              WrittenRows.Check check = written.neighbours(write.neighbours());
              return neighbourhood.lookUp(check.lookups(), Binding.texts(check.parameters()));
            })
        .thenCompose(found -> neighbourhood.bring(write, found))
        .handle((fresh, thrown) -> settled(write, fresh, thrown))
        .thenCompose(stage -> stage);
  }

  /** A trial that did not get as far as its savepoint has nothing to undo. */
  private CompletionStage<Void> back(Batch trial) {
    return trial.ended() == 0
        ? CompletableFuture.completedStage(null)
        : client.shadow().ask(BACK, RELEASE).thenAccept(answer -> answer.orFail());
  }

  private static CompletionStage<Long> settled(Write write, Long fresh, Throwable thrown) {
    if (thrown == null) {
      return CompletableFuture.completedStage(fresh);
    }
    write.data().ifPresent(data -> data.blind(true));
    return Errors.ofStatement(thrown)
        ? CompletableFuture.completedStage(0L)
        : CompletableFuture.failedStage(Errors.cause(thrown));
  }
}
