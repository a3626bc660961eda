package dev.mori.overlay.statement;

import java.util.List;

/** Which rows of its FROM list, or of its target, a level keeps. */
public sealed interface Filter {
  /** No WHERE clause: every row. */
  record All() implements Filter {}

  /**
   * A WHERE clause.
   *
   * @param clause the clause; its body is the condition alone
   * @param conjuncts the operands of the AND at its top
   * @param subqueries whether the condition contains a query level
   */
  record Where(Clause clause, List<Conjunct> conjuncts, boolean subqueries) implements Filter {
    public Where {
      conjuncts = List.copyOf(conjuncts);
    }
  }

  /** {@code WHERE CURRENT OF cursor}. */
  record CurrentOf(Clause clause, Name cursor) implements Filter {}
}
