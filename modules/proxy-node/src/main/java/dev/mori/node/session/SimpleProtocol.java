package dev.mori.node.session;

import dev.mori.engine.postgres.LexerSettings;
import dev.mori.engine.postgres.PostgresSplitter;
import dev.mori.node.link.LinkLost;
import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The simple query protocol: one string, any number of statements, one implicit transaction around
 * them unless the client controls its own (PostgreSQL, Multiple Statements in a Simple Query).
 */
final class SimpleProtocol {
  private final ClientContext client;
  private final Statements statements;

  SimpleProtocol(ClientContext client, Statements statements) {
    this.client = client;
    this.statements = statements;
  }

  /**
   * Runs the string and tells the client everything but ReadyForQuery. Fails only when the
   * connection cannot go on.
   */
  CompletionStage<Void> run(String text) {
    return client
        .refresh()
        .thenCompose(v -> split(text))
        .handle((ok, thrown) -> thrown)
        .thenCompose(
            thrown -> {
              if (thrown == null) {
                return CompletableFuture.completedStage(null);
              }
              if (!client.shadow().link().isOpen()) {
                return CompletableFuture.failedStage(Errors.cause(thrown));
              }
              SqlFailed failure = Errors.of(thrown);
              client.out().send(new BackendMessage.ErrorResponse(failure.fields()));
              return client
                  .transaction()
                  .fail()
                  .thenCompose(
                      v ->
                          client.transaction().implicit()
                              ? client.transaction().rollback()
                              : done());
            });
  }

  private CompletionStage<Void> split(String text) {
    LexerSettings settings = client.lexerSettings();
    if (settings.misleads(text)) {
      // The server reads the whole string before a SET in it can take effect.
      return CompletableFuture.failedStage(Statements.misleading());
    }
    return switch (PostgresSplitter.split(text, settings)) {
      case PostgresSplitter.Outcome.Malformed malformed ->
          statements.unreadable(text, malformed.sentence());
      case PostgresSplitter.Outcome.Split split -> {
        if (split.statements().isEmpty()) {
          client.out().send(new BackendMessage.EmptyQueryResponse());
          yield done();
        }
        CompletionStage<Void> readable =
            split.statements().size() > 1 ? syntax().check(text) : done();
        yield readable.thenCompose(v -> runFrom(text, split.statements(), 0));
      }
    };
  }

  private StringSyntax syntax() {
    return new StringSyntax(client.shadow(), client.prepared());
  }

  private CompletionStage<Void> runFrom(String text, List<Span> pieces, int index) {
    if (index == pieces.size()) {
      return done();
    }
    boolean last = index == pieces.size() - 1;
    String piece = pieces.get(index).of(text);
    ResultSink sink = client.sink(true);
    return client
        .refresh()
        .thenCompose(v -> one(piece, pieces.size() > 1, sink))
        // The completion of the last statement tells that the transaction has ended well, so it
        // comes after the commit.
        .thenCompose(v -> last ? client.transaction().endImplicit() : done())
        .exceptionally(thrown -> inWhole(text, pieces.get(index), thrown))
        .thenCompose(
            v -> {
              sink.complete();
              return runFrom(text, pieces, index + 1);
            });
  }

  private CompletionStage<Void> one(String piece, boolean several, ResultSink sink) {
    return switch (client.parse(piece)) {
      case ParseOutcome.Refused refused -> statements.unreadable(piece, refused.sentence());
      case ParseOutcome.Parsed parsed -> {
        Bound bound = new Bound(parsed, Binding.NONE, new Bound.Preparation.None());
        boolean controls = parsed.statement() instanceof Statement.TransactionControl;
        CompletionStage<Void> begun = several && !controls ? client.transaction().begin() : done();
        yield begun.thenCompose(v -> statements.run(bound, 0, sink)).thenAccept(portal -> {});
      }
    };
  }

  /**
   * Error positions count characters of the whole string the client sent (Error and Notice Message
   * Fields, P).
   */
  private static Void inWhole(String text, Span piece, Throwable thrown) {
    if (Errors.cause(thrown) instanceof LinkLost lost) {
      throw lost;
    }
    ErrorFields fields = Errors.of(thrown).fields();
    int before = text.codePointCount(0, piece.begin());
    throw new SqlFailed(
        fields
            .position()
            .map(p -> fields.withPosition(Integer.parseInt(p) + before))
            .orElse(fields));
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
