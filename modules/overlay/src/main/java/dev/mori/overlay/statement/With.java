package dev.mori.overlay.statement;

import java.util.List;

/**
 * A WITH clause.
 *
 * @param clause from WITH to the end of the last common table expression
 * @param recursive whether RECURSIVE is written
 * @param tables the common table expressions in order
 */
public record With(Clause clause, boolean recursive, List<CommonTable> tables) {
  public With {
    tables = List.copyOf(tables);
  }

  /**
   * One common table expression.
   *
   * @param name its name
   * @param columns its column alias list
   * @param level id of the query level of its body
   * @param body the query inside its parentheses
   */
  public record CommonTable(Name name, List<Name> columns, int level, Span body) {
    public CommonTable {
      columns = List.copyOf(columns);
    }
  }
}
