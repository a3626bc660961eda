package dev.mori.overlay.statement;

import java.util.List;
import java.util.Optional;

/**
 * What stands between SELECT and the ORDER BY of one query level.
 *
 * @param distinct {@code DISTINCT} with its ON list, when written
 * @param list the select list; an empty span after SELECT when there are no items
 * @param items the select items
 * @param from the FROM clause, when written
 * @param filter the WHERE clause
 * @param grouping the GROUP BY clause, when written
 * @param having the HAVING clause, when written
 * @param window the WINDOW clause, when written
 */
public record SelectBlock(
    Optional<Span> distinct,
    Span list,
    List<SelectItem> items,
    Optional<Clause> from,
    Filter filter,
    Optional<Grouping> grouping,
    Optional<Clause> having,
    Optional<Clause> window) {
  public SelectBlock {
    items = List.copyOf(items);
  }
}
