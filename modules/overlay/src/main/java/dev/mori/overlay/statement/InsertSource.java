package dev.mori.overlay.statement;

import java.util.List;

/** Where the rows of an INSERT come from. */
public sealed interface InsertSource {
  /** The source in the text. */
  Span span();

  /** {@code DEFAULT VALUES}. */
  record DefaultValues(Span span) implements InsertSource {}

  /** A plain {@code VALUES (...), ...} list, in which DEFAULT may stand. */
  record Values(List<Row> rows, Span span) implements InsertSource {
    public Values {
      rows = List.copyOf(rows);
    }
  }

  /** Any other query, with the id of its level. */
  record FromQuery(int level, Span span) implements InsertSource {}
}
