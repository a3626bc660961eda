package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Span;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.Optional;

/**
 * A statement that fails with what a server finds wrong with a COPY TO before its first row, and
 * needs no rows that a session has not got.
 *
 * @param text a COPY with the client's options
 * @param moved the client's query in it, when words of mori's stand around that
 */
public record CopyTrial(String text, Optional<Moved> moved) {
  // OFFSET keeps the query apart, and behind what is false it is not even planned: the session's
  // materialized views could not be opened.
  private static final String AHEAD = "SELECT * FROM (SELECT * FROM (";
  private static final String BEHIND = ") AS mori OFFSET 0) AS mori WHERE false";

  /**
   * The client's query in the client's text.
   *
   * @param begin in characters
   * @param length in characters
   */
  public record Moved(int begin, int length) {}

  /** Nothing but a table's stored rows is looked at; of a query there is none to be looked at. */
  public static CopyTrial of(String text, Copy copy) {
    return switch (copy.subject()) {
      case Copy.Subject.Table table -> new CopyTrial(text, Optional.empty());
      case Copy.Subject.Result result -> of(text, result.span());
    };
  }

  private static CopyTrial of(String text, Span span) {
    String query = span.of(text);
    return new CopyTrial(
        text.substring(0, span.begin()) + AHEAD + query + BEHIND + text.substring(span.end()),
        Optional.of(
            new Moved(
                text.codePointCount(0, span.begin()), query.codePointCount(0, query.length()))));
  }

  /** An error with the position it has in the client's text. */
  public ErrorFields original(ErrorFields fields) {
    return moved
        .flatMap(
            query ->
                fields
                    .position()
                    .map(p -> fields.withPosition(original(Integer.parseInt(p) - 1, query) + 1)))
        .orElse(fields);
  }

  private static int original(int at, Moved query) {
    int end = query.begin() + query.length();
    int back = at - AHEAD.length();
    if (at < query.begin()) {
      return at;
    }
    return back < end ? Math.max(query.begin(), back) : Math.max(end, back - BEHIND.length());
  }
}
