package dev.mori.overlay.statement;

import java.util.Optional;

/**
 * One item of a select or RETURNING list.
 *
 * @param kind what it is
 * @param expression the expression without its label
 * @param label the label written after it, if any
 * @param span expression and label
 */
public record SelectItem(Kind kind, Span expression, Optional<Name> label, Span span) {
  /** What an item is. */
  public enum Kind {
    /** {@code *}. */
    STAR,
    /** {@code t.*} or {@code s.t.*}. */
    QUALIFIED_STAR,
    /** A plain column, whole row or functional-notation chain such as {@code t.a}. */
    REFERENCE,
    /** Anything else. */
    EXPRESSION
  }
}
