package dev.mori.overlay.statement;

import java.util.List;

/**
 * The alias of a FROM item.
 *
 * @param name the alias
 * @param columns the column alias list, empty when none is written
 * @param span from {@code AS} (or the alias, when AS is left out) to the end of the column list
 */
public record Alias(Name name, List<Name> columns, Span span) {
  public Alias {
    columns = List.copyOf(columns);
  }
}
