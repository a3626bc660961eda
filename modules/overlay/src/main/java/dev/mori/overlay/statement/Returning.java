package dev.mori.overlay.statement;

import java.util.List;

/**
 * A RETURNING clause.
 *
 * @param clause the clause; its body is the list
 * @param items the items
 * @param subqueries whether an item contains a query level
 */
public record Returning(Clause clause, List<SelectItem> items, boolean subqueries) {
  public Returning {
    items = List.copyOf(items);
  }
}
