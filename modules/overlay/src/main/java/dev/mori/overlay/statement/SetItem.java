package dev.mori.overlay.statement;

import java.util.List;

/**
 * One assignment of UPDATE ... SET or ON CONFLICT DO UPDATE SET.
 *
 * @param columns the assigned column, or several for {@code (a, b) = ...}
 * @param parts whether a column is followed by a subscript or a field, so only a part is assigned
 * @param value the expression after {@code =}; the whole row or sub-query for several columns
 * @param isDefault whether the value is the word DEFAULT
 * @param subqueries whether the value contains a query level
 * @param span the whole assignment
 */
public record SetItem(
    List<Name> columns,
    boolean parts,
    Span value,
    boolean isDefault,
    boolean subqueries,
    Span span) {
  public SetItem {
    columns = List.copyOf(columns);
  }
}
