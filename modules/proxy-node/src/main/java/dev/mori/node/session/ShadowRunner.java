package dev.mori.node.session;

import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs a statement on the client's shadow link just as the client wrote it. */
final class ShadowRunner {
  private final ClientContext client;

  ShadowRunner(ClientContext client) {
    this.client = client;
  }

  /**
   * Runs it; the stage fails with the engine's error. A row limit needs a transaction for its
   * portal to live in.
   */
  CompletionStage<Optional<OpenResult>> run(Bound bound, int limit, ResultSink sink) {
    if (client.shadow().cancelled()
        && !(bound.parsed().statement() instanceof Statement.TransactionControl)) {
      return CompletableFuture.failedStage(SqlFailed.cancelled());
    }
    CompletionStage<Void> ready =
        limit > 0 ? client.transaction().begin() : CompletableFuture.completedStage(null);
    return ready
        .thenCompose(
            v ->
                client
                    .activity()
                    .during(client.shadow().loop(), ticket -> send(bound, limit, sink)))
        .thenApply(
            portal ->
                sink.suspended()
                    ? Optional.of(new OpenResult.OnShadow(client.shadow(), portal))
                    : Optional.empty());
  }

  /**
   * In a pipeline everything up to Sync is one transaction: what a failure later on has to undo
   * must not run by itself.
   */
  CompletionStage<Void> together(Bound bound) {
    return bound.simple() ? CompletableFuture.completedStage(null) : client.transaction().begin();
  }

  /**
   * A statement of the simple protocol that must fail, because it names parameters that nothing can
   * be bound to, or because the transaction has failed: the engine says what it finds first.
   */
  CompletionStage<Optional<OpenResult>> unbound(Bound bound) {
    HeldReplies replies = new HeldReplies();
    return client
        .shadow()
        .exchange(List.of(new FrontendMessage.Query(bound.text())), replies)
        .<Optional<OpenResult>>thenCompose(
            status ->
                CompletableFuture.failedStage(
                    replies
                        .error()
                        .map(SqlFailed::new)
                        .orElseGet(
                            () ->
                                Errors.refused(
                                    "parameters without values", "Use the extended protocol."))))
        .whenComplete((none, thrown) -> replies.discard());
  }

  private CompletionStage<String> send(Bound bound, int limit, ResultSink sink) {
    String portal = limit > 0 ? "mori_p" + client.shadow().nextStatement() : "";
    List<FrontendMessage> messages = new ArrayList<>(execution(bound, portal, limit));
    messages.add(new FrontendMessage.Sync());
    return client
        .shadow()
        .exchange(messages, sink)
        .thenApply(
            status -> {
              if (sink.error().isPresent()) {
                throw new SqlFailed(sink.error().get());
              }
              return portal;
            });
  }

  /** The messages of one execution, without Sync; the simple protocol wants its rows announced. */
  static List<FrontendMessage> execution(Bound bound, String portal, int limit) {
    List<FrontendMessage> messages = new ArrayList<>();
    switch (bound.prepared()) {
      case Bound.Preparation.Named named ->
          messages.add(bound.binding().bind(portal, named.statement().shadowName()));
      case Bound.Preparation.Told told -> {
        messages.add(new FrontendMessage.Parse("", bound.text(), bound.binding().types()));
        messages.add(bound.binding().bind(portal, ""));
      }
      case Bound.Preparation.None none -> {
        messages.add(new FrontendMessage.Parse("", bound.text(), bound.binding().types()));
        messages.add(bound.binding().bind(portal, ""));
        messages.add(new FrontendMessage.Describe(Target.PORTAL, portal));
      }
    }
    messages.add(new FrontendMessage.Execute(portal, limit));
    return messages;
  }
}
