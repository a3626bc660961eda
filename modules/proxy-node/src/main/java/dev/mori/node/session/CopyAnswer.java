package dev.mori.node.session;

import dev.mori.engine.postgres.CopyFormat;
import dev.mori.engine.postgres.CopyOutFormat;
import dev.mori.engine.postgres.CopyTrial;
import dev.mori.node.link.ReplySink;
import dev.mori.node.prod.Binding;
import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.protocol.postgres.Format;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The answer to a query as a COPY TO STDOUT gives it.
 *
 * @param statement the COPY
 * @param copy what it says
 * @param query its query
 * @param format how rows are written
 * @param shadow finds the errors before the first row
 * @param sink where the stream goes
 */
record CopyAnswer(
    Bound statement,
    Copy copy,
    ParseOutcome.Parsed query,
    CopyOutFormat format,
    ShadowSide shadow,
    ResultSink sink)
    implements Read.Answer {
  private boolean binary() {
    return format.kind() == CopyFormat.Kind.BINARY;
  }

  private List<Format> results() {
    return binary() ? List.of(Format.BINARY) : List.of();
  }

  /** The query as one that came by itself. */
  Bound bound() {
    return new Bound(
        query,
        new Binding(List.of(), List.of(), List.of(), results()),
        new Bound.Preparation.None());
  }

  @Override
  public Bound disguised(String other) {
    return copy.subject() instanceof Copy.Subject.Result result
        ? statement.runAs(
            statement.text().substring(0, result.span().begin())
                + other
                + statement.text().substring(result.span().end()))
        : statement;
  }

  @Override
  public CompletionStage<Void> understood() {
    return check(Optional.empty()).thenAccept(check -> {});
  }

  @Override
  public CompletionStage<Optional<ReplySink>> rows() {
    return check(Optional.of(query.text()))
        .thenApply(
            check ->
                check.columns().size() == check.response().columnFormats().size()
                        && OidRewriting.possible(check.columns(), results())
                    ? Optional.of(new CopyOutSink(sink, check.response(), encoding()))
                    : Optional.empty());
  }

  private CompletionStage<CopyCheck> check(Optional<String> described) {
    return CopyCheck.run(shadow, CopyTrial.of(statement.text(), copy), described, sink);
  }

  private CopyEncoding encoding() {
    return binary() ? new CopyTuplesEncoding() : new CopyLinesEncoding(format);
  }
}
