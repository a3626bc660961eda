package dev.mori.overlay.statement;

import java.util.List;
import java.util.Optional;

/**
 * A GROUP BY clause.
 *
 * @param clause the clause; its body starts after {@code GROUP BY [ALL | DISTINCT]}
 * @param items the comma-separated items
 */
public record Grouping(Clause clause, List<Item> items) {
  public Grouping {
    items = List.copyOf(items);
  }

  /**
   * One item.
   *
   * @param span the item in the source
   * @param column the item when it is a plain column chain, possibly in parentheses
   */
  public record Item(Span span, Optional<Reference> column) {}
}
