package dev.mori.overlay.statement;

import java.util.List;

/**
 * One parenthesised row of a VALUES list.
 *
 * @param cells its expressions
 * @param span the row with its parentheses
 */
public record Row(List<Cell> cells, Span span) {
  public Row {
    cells = List.copyOf(cells);
  }

  /**
   * One expression of a row.
   *
   * @param span the expression
   * @param isDefault whether it is the word DEFAULT
   */
  public record Cell(Span span, boolean isDefault) {}
}
