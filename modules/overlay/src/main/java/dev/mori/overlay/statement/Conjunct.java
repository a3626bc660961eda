package dev.mori.overlay.statement;

import java.util.List;

/**
 * One operand of the AND at the top of a WHERE clause. All of them must be true for a row to pass.
 */
public sealed interface Conjunct {
  /**
   * The operand in the source, without the parentheses that may surround it: put it in parentheses
   * when copying it into another condition.
   */
  Span span();

  /** {@code column = value} in either order; also each pair of {@code (a, b) = (1, 2)}. */
  record Equal(Reference column, Value value, Span span) implements Conjunct {}

  /** {@code column IN (value, ...)}; also {@code column = ANY (ARRAY[value, ...])}. */
  record In(Reference column, List<Value> values, Span span) implements Conjunct {
    public In {
      values = List.copyOf(values);
    }
  }

  /** {@code column = ANY (array)}, the array being one parameter or one literal. */
  record AnyOf(Reference column, Value array, Span span) implements Conjunct {}

  /** {@code (a, b) IN ((1, 2), ...)}: every row has as many values as there are columns. */
  record RowIn(List<Reference> columns, List<List<Value>> rows, Span span) implements Conjunct {
    public RowIn {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** Any other condition. */
  record Other(Span span) implements Conjunct {}
}
