package dev.mori.node.session;

import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.FrontendMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * FETCH and MOVE. Those of the simple protocol are sent as they came: a Bind would decide the
 * format, and only in a Query do the rows of a BINARY cursor come in binary.
 */
final class FetchRunner {
  private final ClientContext client;
  private final ShadowRunner runner;

  FetchRunner(ClientContext client, ShadowRunner runner) {
    this.client = client;
    this.runner = runner;
  }

  CompletionStage<Optional<OpenResult>> run(Bound bound, int limit, ResultSink sink) {
    return bound.simple() ? asSent(bound, sink) : runner.run(bound, limit, sink);
  }

  private CompletionStage<Optional<OpenResult>> asSent(Bound bound, ResultSink sink) {
    ShadowSide shadow = client.shadow();
    if (shadow.cancelled()) {
      return CompletableFuture.failedStage(SqlFailed.cancelled());
    }
    return client
        .activity()
        .during(
            shadow.loop(),
            ticket -> shadow.exchange(List.of(new FrontendMessage.Query(bound.text())), sink))
        .thenApply(
            status -> {
              if (sink.error().isPresent()) {
                throw new SqlFailed(sink.error().get());
              }
              return Optional.empty();
            });
  }
}
