package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.PostgresNeighbours.Lookup;
import dev.mori.engine.postgres.Relation;
import dev.mori.engine.postgres.WritePlan;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.Batch;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs one write (OVERLAY section 7): brings the rows it means and their neighbourhood into the
 * shadow, runs it there in a savepoint, looks up on prod what the rows it wrote can collide with,
 * and runs it again as long as that brings something new. So constraints, conflicts, cascades,
 * counts and RETURNING are the engine's own.
 */
final class WriteRunner {
  /** Runs of one statement; only foreign keys whose parents turn up one by one need many. */
  private static final int ATTEMPTS = 1_000;

  /** Failed runs that are followed by a trial; after that triggers are at work. */
  private static final int TRIALS = 3;

  private final ClientContext client;
  private final Localizer localizer;
  private final SequenceGuard sequences;
  private final Neighbourhood neighbourhood;
  private final Trial trial;
  private final PostCheck postCheck;
  private final TargetRows targets;

  WriteRunner(ClientContext client, Hydrator hydrator, Localizer localizer) {
    this.client = client;
    this.localizer = localizer;
    this.sequences = new SequenceGuard(client.activity(), hydrator);
    this.neighbourhood = new Neighbourhood(client, hydrator);
    this.trial = new Trial(client, neighbourhood, sequences);
    this.postCheck = new PostCheck(client, hydrator, neighbourhood);
    this.targets = new TargetRows(client, hydrator, neighbourhood, this::localize);
  }

  /** Runs it; replies go to the sink when it is known that they count. */
  CompletionStage<Optional<OpenResult>> run(Write write, ResultSink sink) {
    return localize(write.neighbours(), write.plan().localize())
        .thenCompose(v -> targets.bring(write))
        .thenCompose(v -> guesses(write))
        .thenCompose(v -> attempt(write, sink, Progress.BEGIN));
  }

  /** Localizes what policies let us see. */
  CompletionStage<Void> localize(PostgresNeighbours neighbours, List<Relation> relations) {
    new PolicyCheck(client).check(relations.stream());
    return localizer.localize(neighbours, relations);
  }

  /**
   * Constants of the statement looked up ahead: saves a second run in most cases, and may fail
   * without harm.
   */
  private CompletionStage<Void> guesses(Write write) {
    if (write.plan().guesses().isEmpty()) {
      return done();
    }
    WritePlan.Guesses guesses = write.plan().guesses().get();
    new PolicyCheck(client).check(guesses.lookups().stream().map(Lookup::relation));
    return client
        .prodRows(guesses.request(), client.onProd(write.bound().binding()))
        .handle(
            (rows, thrown) -> {
              if (thrown == null) {
                return neighbourhood
                    .bring(write, new Neighbourhood.Found(guesses.lookups(), rows.getFirst()))
                    .thenAccept(fresh -> {});
              }
              // A constant that does not fit its column: the shadow gives the client the error it
              // deserves.
              return Errors.ofStatement(thrown)
                  ? done()
                  : CompletableFuture.<Void>failedStage(Errors.cause(thrown));
            })
        .thenCompose(stage -> stage);
  }

  /**
   * How far a write has come.
   *
   * @param number counts the runs
   * @param settled rows of prod that stay unknown although they were offered: the session has rows
   *     of its own in their place
   * @param last whether an error of this run is the client's
   */
  private record Progress(int number, long settled, boolean last) {
    static final Progress BEGIN = new Progress(1, 0, false);
  }

  private CompletionStage<Optional<OpenResult>> attempt(
      Write write, ResultSink sink, Progress progress) {
    if (client.shadow().cancelled()) {
      return CompletableFuture.failedStage(SqlFailed.cancelled());
    }
    if (progress.number() > ATTEMPTS) {
      return CompletableFuture.failedStage(
          Errors.refused(
              "the statement touches too many rows of prod one by one",
              "Split it, or localize the table."));
    }
    int seq = client.shadow().nextStatement();
    String portal = write.limit() > 0 ? "mori_w" + seq : "";
    Replies replies = new Replies(new Ask.Collector(), new HeldReplies(), new Ask.Collector());
    Batch batch = new Batch();
    return client
        .activity()
        .during(
            client.shadow().loop(),
            ticket -> {
              client.transaction().beginIn(batch);
              batch
                  .add(SqlCall.of(PostgresLedger.numberStatement(seq)))
                  .add(Ask.messages(SqlCall.of(PostgresLedger.SEQUENCES)), replies.sequences())
                  .add(
                      ShadowRunner.execution(write.bound(), portal, write.limit()), replies.held());
              if (write.data().isEmpty()) {
                batch.add(Ask.messages(Neighbourhood.writtenCall(seq)), replies.written());
              }
              return CopyRun.send(client.shadow(), write.data(), batch)
                  .thenApply(status -> new Run(ticket, seq, portal, replies, progress));
            })
        .thenCompose(run -> judge(write, run, batch, sink))
        // Whatever has not gone to the client by now never will.
        .whenComplete((open, thrown) -> replies.held().discard());
  }

  /**
   * What a run answers.
   *
   * @param sequences where the sequences stood before
   * @param held the statement's own answer
   * @param written what it wrote; of a COPY that is asked for when its data has ended
   */
  private record Replies(Ask.Collector sequences, HeldReplies held, Ask.Collector written) {}

  /**
   * One run of the statement.
   *
   * @param ticket its place in the session's activity
   * @param seq its number in the ledger
   */
  private record Run(long ticket, int seq, String portal, Replies replies, Progress progress) {
    HeldReplies held() {
      return replies.held();
    }

    long settled() {
      return progress.settled();
    }

    Progress next(long settled, boolean last) {
      return new Progress(progress.number() + 1, settled, last);
    }
  }

  private CompletionStage<Optional<OpenResult>> judge(
      Write write, Run run, Batch batch, ResultSink sink) {
    if (batch.error().isPresent()) {
      return failed(write, batch.error().get(), run)
          .whenComplete((next, thrown) -> run.held().drop(thrown == null ? null : sink))
          .thenCompose(next -> attempt(write, sink, next));
    }
    return written(write, run)
        .thenCompose(rows -> postCheck.of(write, run.seq(), rows))
        .handle((missing, thrown) -> thrown == null ? done(missing) : afterRestoring(run, thrown))
        .thenCompose(stage -> stage)
        .thenCompose(
            missing -> {
              if (missing.nothingNew(run.settled())) {
                return finish(run.held(), sink, run.portal());
              }
              run.held().discard();
              return again(run)
                  .thenCompose(v -> postCheck.bring(write, missing))
                  .thenCompose(
                      fresh ->
                          attempt(
                              write, sink, run.next(fresh == 0 ? missing.unknown() : 0, false)));
            });
  }

  private CompletionStage<List<List<@Nullable String>>> written(Write write, Run run) {
    return write.data().isEmpty()
        ? done(run.replies().written().answer(TransactionStatus.IN_TRANSACTION).rowsOf(0))
        : client
            .shadow()
            .ask(Neighbourhood.writtenCall(run.seq()))
            .thenApply(answer -> answer.orFail().rowsOf(0));
  }

  /** What cannot be completed must not have used up sequence values. */
  private CompletionStage<PostCheck.Missing> afterRestoring(Run run, Throwable thrown) {
    return restore(run).thenCompose(v -> CompletableFuture.failedStage(Errors.cause(thrown)));
  }

  private CompletionStage<Optional<OpenResult>> finish(
      HeldReplies held, ResultSink sink, String portal) {
    if (held.tooLarge()) {
      return CompletableFuture.failedStage(
          Errors.refused(
              "RETURNING gives more than %d MiB".formatted(HeldReplies.LIMIT >> 20),
              "Return fewer columns or rows."));
    }
    return client
        .transaction()
        .keep()
        .thenApply(
            v -> {
              held.replay(sink);
              return sink.suspended()
                  ? Optional.of(new OpenResult.OnShadow(client.shadow(), portal))
                  : Optional.empty();
            });
  }

  /**
   * A key that only seems violated, because rows are missing or copies are stale, or is violated by
   * a row that only prod has too: that is mended and the statement run again. Every other error is
   * the client's.
   */
  private CompletionStage<Progress> failed(Write write, ErrorFields error, Run run) {
    boolean helped = Trial.helps(write, error) && !run.progress().last();
    if (!helped && !PostCheck.doubts(error)) {
      // An error belongs to the client's transaction, not to a savepoint that only mori knows.
      return (client.transaction().implicit() ? done() : back())
          .thenCompose(v -> reallyFailed(write, error));
    }
    return back()
        .thenCompose(v -> helped ? missing(write, error, run) : done(0L))
        .thenCompose(fresh -> fresh > 0 ? done(fresh) : postCheck.afterError(write, error))
        .thenCompose(
            fresh ->
                fresh == 0 && !helped
                    ? reallyFailed(write, error)
                    // The last run fails again, and leaves lastval() where a single run leaves it.
                    : restore(run).thenApply(v -> run.next(run.settled(), fresh == 0)));
  }

  private CompletionStage<Long> missing(Write write, ErrorFields error, Run run) {
    return (run.progress().number() <= TRIALS ? trial.run(write, error, run.ticket()) : done(0L))
        .thenCompose(fresh -> missingParent(write, error).thenApply(more -> fresh + more));
  }

  /** Brings the one parent the error names. */
  private CompletionStage<Long> missingParent(Write write, ErrorFields error) {
    Optional<MissingParent> missing = MissingParent.of(error, write.catalog());
    if (missing.isEmpty()
        || !write.neighbours().onProd(missing.get().parent())
        || !write.neighbours().carried(missing.get().parent())) {
      return done(0L);
    }
    MissingParent parent = missing.get();
    List<Lookup> lookup = List.of(write.neighbours().byKey(parent.parent(), parent.columns(), 1));
    return neighbourhood
        .lookUp(lookup, Binding.texts(List.copyOf(parent.values())))
        .thenCompose(found -> neighbourhood.bring(write, found));
  }

  private <T> CompletionStage<T> reallyFailed(Write write, ErrorFields error) {
    return client
        .transaction()
        .fail()
        .thenCompose(v -> CompletableFuture.failedStage(write.failure(error)));
  }

  /** Undoes the run, and what it took from sequences. */
  private CompletionStage<Void> again(Run run) {
    return back().thenCompose(v -> restore(run));
  }

  private CompletionStage<Void> back() {
    return client.transaction().back();
  }

  private CompletionStage<Void> restore(Run run) {
    return sequences.restore(run.ticket(), run.replies().sequences());
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedStage(value);
  }
}
