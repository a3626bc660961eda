package dev.mori.node.session;

import dev.mori.engine.postgres.DefinitionPlan;
import dev.mori.engine.postgres.PostgresDefinitions;
import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.sql.SqlCall;
import dev.mori.overlay.statement.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * DDL: runs on the shadow alone, after whatever it has to check or rewrite row by row was
 * localized, so that prod's rows are what it fails on (SHADOW_DDL).
 */
final class DefinitionRunner {
  private final ClientContext client;
  private final ShadowRunner shadow;
  private final WriteRunner writes;

  DefinitionRunner(ClientContext client, ShadowRunner shadow, WriteRunner writes) {
    this.client = client;
    this.shadow = shadow;
    this.writes = writes;
  }

  /** Runs a definition. */
  CompletionStage<Optional<OpenResult>> run(Bound bound, Definition definition, ResultSink sink) {
    return client
        .facts()
        .thenCompose(
            schema -> {
              PostgresDefinitions planner =
                  new PostgresDefinitions(
                      schema.catalog(), client.settings().lastKnown().searchPath());
              return switch (planner.plan(bound.parsed(), definition)) {
                case DefinitionPlan.Refused refused ->
                    CompletableFuture.failedStage(
                        Errors.refused(refused.sentence(), refused.hint()));
                case DefinitionPlan.AfterLocalizing after ->
                    writes
                        .localize(new PostgresNeighbours(schema.catalog()), after.relations())
                        .thenCompose(
                            v ->
                                outside(definition)
                                    ? runOutside(bound, sink)
                                    : run(bound, sink, after.detaches()))
                        .thenApply(result -> noteTemporary(definition, result));
              };
            });
  }

  /** Runs a statement that changes the schema and whose tables are all where they have to be. */
  CompletionStage<Optional<OpenResult>> run(Bound bound, ResultSink sink) {
    return run(bound, sink, List.of())
        .thenApply(
            result -> {
              client.schema().hasTemporary(); // SELECT INTO TEMP makes one too.
              return result;
            });
  }

  /** CREATE and DROP INDEX CONCURRENTLY run in no transaction; in an open one they fail. */
  private boolean outside(Definition definition) {
    return definition.object() == Definition.ObjectKind.INDEX
        && definition.is(Definition.Flag.CONCURRENTLY)
        && !client.transaction().open();
  }

  /** The schema has changed even when it fails: then an invalid index is left. */
  private CompletionStage<Optional<OpenResult>> runOutside(Bound bound, ResultSink sink) {
    return shadow
        .run(bound, 0, sink)
        .handle(
            (result, thrown) ->
                client
                    .transaction()
                    .begin()
                    .thenCompose(v -> noted(List.of()))
                    .thenCompose(v -> client.transaction().endImplicit())
                    .thenCompose(
                        v ->
                            thrown == null
                                ? CompletableFuture.completedStage(result)
                                : CompletableFuture.<Optional<OpenResult>>failedStage(
                                    Errors.cause(thrown))))
        .thenCompose(stage -> stage);
  }

  private Optional<OpenResult> noteTemporary(Definition definition, Optional<OpenResult> result) {
    if (definition.is(Definition.Flag.TEMPORARY)) {
      client.schema().hasTemporary();
    }
    return result;
  }

  private CompletionStage<Optional<OpenResult>> run(
      Bound bound, ResultSink sink, List<Relation> detaches) {
    return client
        .transaction()
        .begin()
        .thenCompose(v -> shadow.run(bound, 0, sink))
        .thenCompose(result -> noted(detaches).thenApply(v -> result));
  }

  private CompletionStage<Void> noted(List<Relation> detaches) {
    List<SqlCall> after = new ArrayList<>();
    detaches.forEach(r -> after.add(SqlCall.of(PostgresLedger.DETACH, Long.toString(r.oid()))));
    after.add(SqlCall.of(PostgresLedger.AFTER_DDL));
    return client
        .shadow()
        .ask(after)
        .thenAccept(
            answer -> {
              answer.orFail();
              client.transaction().noteSchemaChange();
              client.schema().changed();
              client.settings().forget();
            });
  }
}
