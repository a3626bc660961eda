package dev.mori.node.session;

import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.ProdPortal;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.Target;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A result that stopped at its row limit, on whichever side it runs. */
sealed interface OpenResult {
  /**
   * The next rows, at most {@code limit} (0: all); the stage tells whether the limit stopped it
   * again.
   */
  CompletionStage<Boolean> fetch(int limit, ReplySink sink);

  /** Releases it. */
  CompletionStage<Void> close();

  /** A portal on prod. */
  record OnProd(ProdPortal portal) implements OpenResult {
    @Override
    public CompletionStage<Boolean> fetch(int limit, ReplySink sink) {
      return portal.fetch(limit, sink);
    }

    @Override
    public CompletionStage<Void> close() {
      return portal.close();
    }
  }

  /** A portal of the client's shadow link. */
  record OnShadow(ShadowSide shadow, String name) implements OpenResult {
    @Override
    public CompletionStage<Boolean> fetch(int limit, ReplySink sink) {
      ResultSink results = (ResultSink) sink;
      return shadow
          .exchange(
              List.of(new FrontendMessage.Execute(name, limit), new FrontendMessage.Sync()), sink)
          .thenApply(
              status -> {
                results
                    .error()
                    .ifPresent(
                        error -> {
                          throw new SqlFailed(error);
                        });
                return results.suspended();
              });
    }

    @Override
    public CompletionStage<Void> close() {
      return shadow
          .exchange(
              List.of(new FrontendMessage.Close(Target.PORTAL, name), new FrontendMessage.Sync()),
              new HeldReplies())
          .thenAccept(status -> {});
    }
  }
}
