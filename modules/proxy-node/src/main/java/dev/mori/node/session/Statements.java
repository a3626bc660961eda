package dev.mori.node.session;

import dev.mori.engine.postgres.CopyFormat;
import dev.mori.engine.postgres.LedgerGuard;
import dev.mori.engine.postgres.LexerSettings;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.PostgresReach;
import dev.mori.engine.postgres.PostgresWrites;
import dev.mori.engine.postgres.Refusal;
import dev.mori.engine.postgres.StatementGuard;
import dev.mori.engine.postgres.WritePlan;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Setting;
import dev.mori.overlay.statement.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What is done with one statement, by its kind: the one place where a statement meets the ladder
 * (ARCHITECTURE 3.4). Everything that is not named here is refused.
 */
final class Statements {
  /**
   * Settings that would undo what mori relies on, or that mean something else here than on a copy,
   * and the values they may be given: those they have. Connection pools set them.
   */
  private static final Map<String, Set<String>> RESERVED_SETTINGS =
      Map.of(
          "session_replication_role", Set.of("origin"),
          "session_authorization", Set.of(),
          "client_encoding", Set.of("utf8", "unicode"));

  private final ClientContext client;
  private final ShadowRunner shadow;
  private final FetchRunner fetches;
  private final ReadRunner reads;
  private final WriteRunner writes;
  private final DefinitionRunner definitions;
  private final TransactionRunner transactions;
  private final PreparedInSql prepared;
  private final CopySources copies;
  private final CopyOut copyOut;

  Statements(ClientContext client) {
    this.client = client;
    this.shadow = new ShadowRunner(client);
    this.fetches = new FetchRunner(client, shadow);
    this.writes = new WriteRunner(client, client.hydrator(), new Localizer(client));
    this.reads = new ReadRunner(client, shadow, writes);
    this.definitions = new DefinitionRunner(client, shadow, writes);
    this.transactions = new TransactionRunner(client, shadow);
    this.prepared = new PreparedInSql(client, this, shadow);
    this.copies = new CopySources(client);
    this.copyOut = new CopyOut(client, this, shadow, reads);
  }

  /**
   * Runs one statement. Replies go to the sink; the stage ends with the open result when a row
   * limit was reached, and fails with the client's error.
   */
  CompletionStage<Optional<OpenResult>> run(Bound bound, int limit, ResultSink sink) {
    long begin = System.nanoTime();
    return decide(bound, limit, sink)
        .whenComplete(
            (open, thrown) -> {
              if (maySet(bound)) {
                client.settings().forget();
              }
              client.channels().after(bound.parsed().statement());
              client.done(bound, begin, thrown);
            });
  }

  /** Whether a statement other than SET may have changed settings. */
  private boolean maySet(Bound bound) {
    return bound.parsed().names().mentions("set_config")
        || client.lastCatalog().map(PostgresCatalog::setsSettings).orElse(false);
  }

  /** Guards and runs a statement, without word of it in the activity log. */
  CompletionStage<Optional<OpenResult>> decide(Bound bound, int limit, ResultSink sink) {
    return client.transaction().failed()
        ? transactions.inFailed(bound, sink)
        // In a pipeline a SET may have come between this statement's Bind and its Execute.
        : client.settings().current().thenCompose(known -> guarded(bound, limit, sink));
  }

  private CompletionStage<Optional<OpenResult>> guarded(Bound bound, int limit, ResultSink sink) {
    if (client.lexerSettings().misleads(bound.text())) {
      return CompletableFuture.failedStage(misleading());
    }
    Settings settings = client.settings().lastKnown();
    if (LedgerGuard.onPath(settings.searchPath()) && !leavesPath(bound)) {
      return refuse(LedgerGuard.SENTENCE, LedgerGuard.HINT);
    }
    Optional<Refusal> guarded =
        StatementGuard.refusal(
            bound.parsed(),
            settings.searchPath(),
            settings.replay().getOrDefault("search_path", ""));
    if (guarded.isPresent()) {
      return refuse(guarded.get().sentence(), guarded.get().hint());
    }
    return bound.parsed().statement() instanceof Statement.SetVariable
        ? shadow.together(bound).thenCompose(v -> decided(bound, limit, sink))
        : decided(bound, limit, sink);
  }

  private CompletionStage<Optional<OpenResult>> decided(Bound bound, int limit, ResultSink sink) {
    if (client.transaction().implicit()) {
      ImplicitRules.check(bound.parsed().statement(), bound.simple()).ifPresent(sink::message);
    }
    if (bound.simple() && bound.parsed().names().parameters() && analysed(bound)) {
      return shadow.unbound(bound);
    }
    return switch (bound.parsed().statement()) {
      case Statement.Select select -> reads.run(bound, select, limit, sink);
      case Statement.Insert insert -> write(bound, limit, sink);
      case Statement.Update update -> write(bound, limit, sink);
      case Statement.Delete delete -> write(bound, limit, sink);
      case Statement.Truncate truncate ->
          write(bound, limit, sink)
              .thenApply(
                  result -> {
                    client.transaction().noteSchemaChange();
                    client.schema().changed();
                    return result;
                  });
      case Statement.Merge merge -> write(bound, limit, sink);
      case Statement.DataModifyingCte cte -> write(bound, limit, sink);
      case Statement.SelectInto into ->
          localized(bound, into.query()).thenCompose(v -> definitions.run(bound, sink));
      case Statement.Ddl ddl -> definitions.run(bound, ddl.definition(), sink);
      case Statement.TransactionControl control ->
          transactions.run(bound, control.transaction(), sink);
      case Statement.SetVariable set -> set(bound, set.setting(), sink);
      case Statement.Show show -> shadow.run(bound, limit, sink);
      case Statement.Discard discard -> discard(bound, discard, sink);
      case Statement.DeclareCursor cursor ->
          localized(bound, cursor.query()).thenCompose(v -> shadow.run(bound, 0, sink));
      case Statement.Fetch fetch -> fetches.run(bound, limit, sink);
      case Statement.CloseCursor close -> shadow.run(bound, limit, sink);
      case Statement.CopyData copy -> copy(bound, copy.copy(), sink);
      case Statement.Explain explain -> explain(bound, explain, sink);
      case Statement.LockTable lock -> shadow.run(bound, limit, sink);
      case Statement.Maintenance maintenance -> maintenance(bound, maintenance, sink);
      case Statement.Empty empty -> shadow.run(bound, limit, sink);
      case Statement.Prepare prepare -> prepared.prepare(bound, prepare, sink);
      case Statement.Execute execute -> prepared.execute(bound, execute, limit, sink);
      case Statement.Deallocate deallocate -> prepared.deallocate(bound, deallocate, sink);
      case Statement.Listen listen -> shadow.run(bound, limit, sink);
      case Statement.Unlisten unlisten -> shadow.run(bound, limit, sink);
      case Statement.Notify notify -> shadow.run(bound, limit, sink);
      case Statement.DoBlock block -> block(bound, sink);
      case Statement.Call call -> {
        sink.announceLate();
        yield block(bound, sink);
      }
      case Statement.Unknown unknown ->
          unreadable(
                  bound.text(),
                  "a statement that begins with "
                      + unknown.firstWord().toUpperCase(Locale.ROOT)
                      + " is not known")
              .thenApply(none -> Optional.empty());
    };
  }

  /**
   * A text that could not be read. The shadow's own parser says what is wrong with it; when it
   * finds nothing wrong, the limit is ours.
   */
  CompletionStage<Void> unreadable(String text, String sentence) {
    return client
        .prepared()
        .check(text, List.of())
        .thenCompose(
            v -> refuse(sentence, "Write the statement in another form.").thenAccept(none -> {}));
  }

  private CompletionStage<Optional<OpenResult>> write(Bound bound, int limit, ResultSink sink) {
    return planned(schema -> writer(schema).plan(bound.parsed()))
        .thenCompose(
            planned ->
                writes.run(
                    Write.of(bound, limit, planned.schema().catalog(), planned.plan()), sink));
  }

  /** Localizes what the query and the functions it calls read. */
  CompletionStage<Void> localized(Bound bound, Query query) {
    return alone(
        schema -> {
          PostgresReach reach = new PostgresReach(schema.catalog(), otherRole());
          reach.addNames(bound.parsed().names());
          return writer(schema).whole(query, reach);
        });
  }

  /** Code of the client's own runs on the shadow alone, and may change the schema. */
  private CompletionStage<Optional<OpenResult>> block(Bound bound, ResultSink sink) {
    return alone(schema -> writer(schema).block(bound.parsed()))
        .thenCompose(v -> definitions.run(bound, sink));
  }

  /** Localizes what a plan wants. */
  private CompletionStage<Void> alone(Function<Schema, WritePlan.Outcome> planner) {
    return planned(planner)
        .thenCompose(
            planned ->
                writes.localize(
                    new PostgresNeighbours(planned.schema().catalog()), planned.plan().localize()));
  }

  private PostgresWrites writer(Schema schema) {
    return new PostgresWrites(
        schema.catalog(), client.settings().lastKnown().searchPath(), schema.guard(), otherRole());
  }

  private boolean otherRole() {
    return !client.settings().lastKnown().ownRole();
  }

  /** A plan and the schema it was made under. */
  private record Planned(Schema schema, WritePlan plan) {}

  private CompletionStage<Planned> planned(Function<Schema, WritePlan.Outcome> planner) {
    return client
        .facts()
        .thenCompose(
            schema ->
                switch (planner.apply(schema)) {
                  case WritePlan.Outcome.Planned planned ->
                      CompletableFuture.completedStage(new Planned(schema, planned.plan()));
                  case WritePlan.Outcome.Refused refused ->
                      CompletableFuture.failedStage(
                          Errors.refused(
                              refused.sentence(),
                              refused.hint() == null
                                  ? "Write it in another form."
                                  : refused.hint()));
                });
  }

  private CompletionStage<Optional<OpenResult>> set(Bound bound, Setting setting, ResultSink sink) {
    String variable = setting.variable();
    Set<String> allowed = RESERVED_SETTINGS.get(variable);
    boolean changes =
        allowed != null
            && setting
                .value()
                .map(v -> v.of(bound.text()).strip().toLowerCase(Locale.ROOT))
                .filter(v -> !v.equals("default"))
                .filter(v -> !allowed.contains(v.replaceAll("[^a-z0-9]", "")))
                .isPresent();
    if (changes || variable.startsWith("mori.")) {
      return refuse(variable + " cannot be changed here", "Leave it as it is.");
    }
    if (variable.contains(".")) {
      client.settings().alsoKeep(variable);
    }
    client.settings().forget();
    return shadow
        .run(bound, 0, sink)
        // Read at once: after a reset nobody could say any more what they were.
        .thenCompose(result -> client.settings().current().thenApply(known -> result));
  }

  private CompletionStage<Optional<OpenResult>> discard(
      Bound bound, Statement.Discard discard, ResultSink sink) {
    client.settings().forget();
    return shadow
        .run(bound.withText(bound.text()), 0, sink)
        .thenApply(
            none -> {
              switch (discard.scope()) {
                case ALL -> {
                  client.prepared().forget();
                  client.schema().forget();
                }
                case TEMPORARY -> client.schema().forget();
                case PLANS, SEQUENCES -> {}
              }
              return none;
            });
  }

  private CompletionStage<Optional<OpenResult>> copy(Bound bound, Copy copy, ResultSink sink) {
    return switch (copy.direction()) {
      case IN -> copyIn(bound, copy, sink);
      case OUT -> copyOut.run(bound, copy, sink);
    };
  }

  private CompletionStage<Optional<OpenResult>> copyIn(Bound bound, Copy copy, ResultSink sink) {
    CopyFormat format = CopyFormat.of(bound.text(), copy, client.lexerSettings());
    if (copy.peer() != Copy.Peer.CLIENT) {
      return refuse(
          "COPY from a file or program of the server is not for a shared session",
          "Use COPY FROM STDIN.");
    }
    if (format.freezes()) {
      return refuse("COPY with FREEZE is not supported", "Leave FREEZE out.");
    }
    return planned(schema -> writer(schema).plan(bound.parsed()))
        .thenCompose(
            planned -> {
              CopySource data =
                  copies.source(bound.text(), copy, format, planned.schema().catalog());
              return writes
                  .run(Write.of(bound, planned.schema().catalog(), planned.plan(), data), sink)
                  .whenComplete((result, thrown) -> data.close(thrown));
            });
  }

  private CompletionStage<Optional<OpenResult>> explain(
      Bound bound, Statement.Explain explain, ResultSink sink) {
    Optional<Query> query =
        switch (explain.inner()) {
          case Statement.Select select -> Optional.of(select.query());
          case Statement.Insert insert -> Optional.of(insert.query());
          case Statement.Update update -> Optional.of(update.query());
          case Statement.Delete delete -> Optional.of(delete.query());
          case Statement.Merge merge -> Optional.of(merge.query());
          case Statement.DataModifyingCte cte -> Optional.of(cte.query());
          default -> Optional.empty();
        };
    if (query.isEmpty()) {
      return notYet("EXPLAIN of what is no query and no write");
    }
    return alone(schema -> writer(schema).explained(bound.parsed(), query.get()))
        .thenCompose(
            v -> explain.analyze() ? definitions.run(bound, sink) : shadow.run(bound, 0, sink));
  }

  private CompletionStage<Optional<OpenResult>> maintenance(
      Bound bound, Statement.Maintenance maintenance, ResultSink sink) {
    return switch (maintenance.action()) {
      case VACUUM, ANALYZE, REINDEX, CLUSTER -> shadow.run(bound, 0, sink);
      case CHECKPOINT, LOAD ->
          refuse("CHECKPOINT and LOAD act on the server, not on the session", "Leave it out.");
    };
  }

  /** Whether the engine looks at every expression of the statement before it runs. */
  private static boolean analysed(Bound bound) {
    return switch (bound.parsed().statement()) {
      case Statement.Select s -> true;
      case Statement.Insert s -> true;
      case Statement.Update s -> true;
      case Statement.Delete s -> true;
      case Statement.Merge s -> true;
      case Statement.DataModifyingCte s -> true;
      default -> false;
    };
  }

  /** Statements that may be said with mori's own schema on the path: those that take it off. */
  private static boolean leavesPath(Bound bound) {
    return switch (bound.parsed().statement()) {
      case Statement.SetVariable set -> true;
      case Statement.Show show -> true;
      case Statement.Discard discard -> true;
      case Statement.TransactionControl control -> true;
      default -> false;
    };
  }

  /** What is said to a text that settings give another meaning than the standard one. */
  static SqlFailed misleading() {
    return Errors.refused(
        LexerSettings.MISLEADING, "Set it on, and write E'...' where an escape is meant.");
  }

  private static <T> CompletionStage<T> notYet(String what) {
    return refuse(
        what + " is not supported yet", "Use another form, or run it on a database of your own.");
  }

  private static <T> CompletionStage<T> refuse(String sentence, String hint) {
    return CompletableFuture.failedStage(Errors.refused(sentence, hint));
  }
}
