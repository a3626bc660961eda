package dev.mori.node.session;

import dev.mori.engine.postgres.CopyOutFormat;
import dev.mori.engine.postgres.CopySelect;
import dev.mori.engine.postgres.CopyTrial;
import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * COPY TO STDOUT: a read like any other, whose rows mori writes as a server writes them. Where the
 * read runs on the shadow the client's own statement does, and so does one that mori cannot write
 * the rows of.
 */
final class CopyOut {
  private final ClientContext client;
  private final Statements statements;
  private final ShadowRunner shadow;
  private final ReadRunner reads;

  CopyOut(ClientContext client, Statements statements, ShadowRunner shadow, ReadRunner reads) {
    this.client = client;
    this.statements = statements;
    this.shadow = shadow;
    this.reads = reads;
  }

  CompletionStage<Optional<OpenResult>> run(Bound bound, Copy copy, ResultSink sink) {
    if (copy.peer() != Copy.Peer.CLIENT) {
      return CompletableFuture.failedStage(
          Errors.refused(
              "COPY to a file or program of the server is not for a shared session",
              "Use COPY TO STDOUT."));
    }
    return switch (copy.subject()) {
      case Copy.Subject.Table table -> run(bound, copy, table.query(), sink);
      case Copy.Subject.Result result when result.statement() instanceof Statement.Select select ->
          run(bound, copy, select.query(), sink);
      case Copy.Subject.Result result ->
          CompletableFuture.failedStage(
              Errors.refused(
                  "COPY of a statement that writes is not supported yet",
                  "Use another form, or run it on a database of your own."));
    };
  }

  private CompletionStage<Optional<OpenResult>> run(
      Bound bound, Copy copy, Query query, ResultSink sink) {
    return reads
        .facts()
        .thenCompose(
            schema ->
                answer(bound, copy, schema, sink)
                    .map(answer -> read(answer, schema))
                    .orElseGet(() -> whole(bound, copy, query, sink)));
  }

  /** Empty when mori cannot say what the server would write. */
  private Optional<CopyAnswer> answer(Bound bound, Copy copy, Schema schema, ResultSink sink) {
    List<String> path = client.settings().lastKnown().searchPath();
    Optional<CopyOutFormat> format = CopyOutFormat.of(bound.text(), copy, client.lexerSettings());
    Optional<String> query = CopySelect.of(bound.text(), copy, schema.catalog(), path);
    return format.isPresent()
            && query.isPresent()
            && client.parse(query.get()) instanceof ParseOutcome.Parsed parsed
            && parsed.statement() instanceof Statement.Select
        ? Optional.of(new CopyAnswer(bound, copy, parsed, format.get(), client.shadow(), sink))
        : Optional.empty();
  }

  private CompletionStage<Optional<OpenResult>> read(CopyAnswer answer, Schema schema) {
    Statement.Select select = (Statement.Select) answer.query().statement();
    return reads.run(new Read(answer.bound(), select.query(), 0, schema, answer));
  }

  /** What is wrong without any rows needs none. */
  private CompletionStage<Optional<OpenResult>> whole(
      Bound bound, Copy copy, Query query, ResultSink sink) {
    CopyTrial trial = CopyTrial.of(bound.text(), copy);
    return CopyCheck.run(client.shadow(), trial, Optional.empty(), sink)
        .thenCompose(check -> statements.localized(bound, query))
        .thenCompose(v -> shadow.run(bound, 0, sink));
  }
}
