package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Span;
import java.util.Map;
import java.util.TreeMap;

/** Replacements of disjoint pieces of one text, applied together; all other text stays as it is. */
final class TextEdits {
  private final String text;
  private final TreeMap<Integer, Edit> edits = new TreeMap<>();

  private record Edit(Span span, String replacement) {}

  TextEdits(String text) {
    this.text = text;
  }

  /** Replaces a piece; a second edit at the same place is appended to the first when it inserts. */
  void replace(Span span, String replacement) {
    edits.merge(span.begin(), new Edit(span, replacement), TextEdits::join);
  }

  private static Edit join(Edit first, Edit second) {
    if (first.span().end() > first.span().begin() && second.span().end() > second.span().begin()) {
      throw new IllegalArgumentException("two replacements at " + first.span().begin());
    }
    Span span = first.span().to(second.span());
    return new Edit(span, first.replacement() + second.replacement());
  }

  void insert(int at, String addition) {
    replace(new Span(at, at), addition);
  }

  boolean isEmpty() {
    return edits.isEmpty();
  }

  /** The piece of the original text with its edits applied. */
  String apply(Span piece) {
    StringBuilder out = new StringBuilder();
    int at = piece.begin();
    for (Map.Entry<Integer, Edit> entry : edits.entrySet()) {
      Edit edit = entry.getValue();
      if (edit.span().begin() < at || edit.span().end() > piece.end()) {
        continue;
      }
      out.append(text, at, edit.span().begin()).append(edit.replacement());
      at = edit.span().end();
    }
    return out.append(text, at, piece.end()).toString();
  }
}
