package dev.mori.node.session;

import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.Field;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * PREPARE, EXECUTE and DEALLOCATE said in SQL. They share their names with the statements of the
 * protocol, as in a server: either kind can be executed and closed in either way.
 */
final class PreparedInSql {
  private final ClientContext client;
  private final Statements statements;
  private final ShadowRunner shadow;
  private final ExecuteArguments arguments;

  PreparedInSql(ClientContext client, Statements statements, ShadowRunner shadow) {
    this.client = client;
    this.statements = statements;
    this.shadow = shadow;
    this.arguments = new ExecuteArguments(client);
  }

  /** The shadow analyses the client's own text, so types and errors are the engine's. */
  CompletionStage<Optional<OpenResult>> prepare(
      Bound bound, Statement.Prepare prepare, ResultSink sink) {
    String name = prepare.name().value();
    return unlessReserved(name)
        .thenAccept(v -> client.prepared().requireFree(name))
        .thenCompose(v -> shadow.run(bound, 0, sink))
        .thenCompose(
            none ->
                client
                    .prepared()
                    .adopt(name, prepare.innerSpan().of(bound.text()))
                    .thenApply(v -> none));
  }

  /** Runs a prepared statement like any other, with the arguments' values as its parameters. */
  CompletionStage<Optional<OpenResult>> execute(
      Bound bound, Statement.Execute execute, int limit, ResultSink sink) {
    String name = execute.name().value();
    return unlessReserved(name)
        .thenApply(v -> client.prepared().find(name))
        .thenCompose(
            statement ->
                valuesOf(bound, execute, statement)
                    .thenCompose(
                        values ->
                            client
                                .prepared()
                                .current(statement)
                                .thenCompose(current -> run(bound, current, values, limit, sink))));
  }

  private CompletionStage<Optional<OpenResult>> run(
      Bound bound, Prepared statement, Binding values, int limit, ResultSink sink) {
    return switch (statement.outcome()) {
      case ParseOutcome.Refused refused ->
          statements
              .unreadable(statement.text(), refused.sentence())
              .thenApply(v -> Optional.empty());
      case ParseOutcome.Parsed parsed -> {
        if (bound.simple() && statement.columns().present()) {
          sink.announceLater(asText(statement.columns()));
        }
        yield statements.decide(
            new Bound(parsed, values, new Bound.Preparation.Named(statement)), limit, sink);
      }
    };
  }

  /**
   * The parameters for the statement. What is more than a constant is computed in the transaction
   * of the statement, and may read what the session has changed.
   */
  private CompletionStage<Binding> valuesOf(
      Bound bound, Statement.Execute execute, Prepared statement) {
    int expected = statement.parameterTypes().size();
    int given = execute.arguments().size();
    if (expected == 0) {
      // A server does not even look at them (prepare.c, ExecuteQuery).
      return CompletableFuture.completedStage(
          new Binding(List.of(), List.of(), List.of(), bound.binding().results()));
    }
    if (expected != given) {
      return CompletableFuture.failedStage(wrongNumber(execute.name(), expected, given));
    }
    return ExecuteArguments.constant(bound.text(), execute)
        ? arguments.evaluate(bound, execute.name(), statement)
        : client
            .transaction()
            .begin()
            .thenCompose(v -> statements.localized(bound, execute.query()))
            .thenCompose(v -> arguments.evaluate(bound, execute.name(), statement))
            .whenComplete((values, thrown) -> client.settings().forget());
  }

  /** Forgets one statement or all. */
  CompletionStage<Optional<OpenResult>> deallocate(
      Bound bound, Statement.Deallocate deallocate, ResultSink sink) {
    if (deallocate.name().isEmpty()) {
      return shadow
          .run(bound.withText(bound.text()), 0, sink)
          .whenComplete(
              (none, thrown) -> {
                if (thrown == null) {
                  client.prepared().forget();
                }
              });
    }
    String name = deallocate.name().get().value();
    return CompletableFuture.completedStage(name)
        .thenApply(client.prepared()::find)
        .thenCompose(statement -> client.prepared().close(name))
        .thenApply(
            v -> {
              sink.message(new BackendMessage.CommandComplete("DEALLOCATE"));
              return Optional.empty();
            });
  }

  /** Names like mori's own could meet them on the shadow. */
  private static CompletionStage<Void> unlessReserved(String name) {
    return name.startsWith(PreparedStatements.OWN)
        ? CompletableFuture.failedStage(PreparedStatements.reserved())
        : CompletableFuture.completedStage(null);
  }

  private static SqlFailed wrongNumber(Name name, int expected, int given) {
    return new SqlFailed(
        ErrorFields.error(
                "42601",
                "wrong number of parameters for prepared statement \"" + name.value() + "\"")
            .withDetail("Expected %d parameters but got %d.".formatted(expected, given)));
  }

  private static BackendMessage.RowDescription asText(Columns columns) {
    List<Field> fields = new ArrayList<>(columns.fields().size());
    for (Field field : columns.fields()) {
      fields.add(field.in(Format.TEXT));
    }
    return new BackendMessage.RowDescription(fields);
  }
}
