package dev.mori.overlay.statement;

import java.util.List;

/**
 * A dotted chain of identifiers in an expression: a column, a whole row, a call or a type.
 *
 * @param level the innermost query level it stands in
 * @param form how it is written
 * @param parts the identifiers, outermost qualifier first; for {@link Form#STAR} those before the
 *     star, possibly none
 * @param span the chain, including a final star
 */
public record Reference(int level, Form form, List<Name> parts, Span span) {
  public Reference {
    parts = List.copyOf(parts);
  }

  /** The last identifier, or the empty string for a bare star. */
  public String last() {
    return parts.isEmpty() ? "" : parts.getLast().value();
  }

  /** How a chain is written. */
  public enum Form {
    /** {@code a}, {@code t.a}, {@code s.t.a}: a column, a whole row or functional notation. */
    COLUMN,
    /** {@code *} as a select item, {@code t.*}, {@code s.t.*}. */
    STAR,
    /** Followed by an opening parenthesis: a function, an aggregate or a type with modifiers. */
    CALL,
    /** After {@code ::} or inside {@code CAST(x AS ...)}: a type. */
    TYPE
  }
}
