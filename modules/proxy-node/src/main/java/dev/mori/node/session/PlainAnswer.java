package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The answer to a query as it is.
 *
 * @param statement the query
 * @param sink where all of it goes
 * @param prepared what can check a text
 */
record PlainAnswer(Bound statement, ResultSink sink, PreparedStatements prepared)
    implements Read.Answer {
  @Override
  public Bound disguised(String query) {
    return statement.runAs(query);
  }

  /** In the extended protocol it has been said. */
  @Override
  public CompletionStage<Void> understood() {
    return statement.simple()
        ? prepared.check(statement.text(), statement.binding().types())
        : CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Optional<ReplySink>> rows() {
    return CompletableFuture.completedStage(Optional.of(sink));
  }
}
