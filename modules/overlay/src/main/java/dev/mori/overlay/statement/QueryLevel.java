package dev.mori.overlay.statement;

import java.util.List;
import java.util.Optional;

/**
 * One nesting level of a statement: a SELECT core, a set operation, a VALUES list, or the
 * data-modifying statement itself.
 *
 * @param id its index in {@link Query#levels()}
 * @param parent id of the level it stands in, -1 for the outermost
 * @param role where in the parent it stands
 * @param span the query without surrounding parentheses
 * @param with its own WITH clause, when written
 * @param core what it computes
 * @param tail its ORDER BY, LIMIT, OFFSET and locking clauses
 */
public record QueryLevel(
    int id, int parent, Role role, Span span, Optional<With> with, Core core, Tail tail) {

  /** Where a level stands in its parent. */
  public enum Role {
    /** The statement itself. */
    STATEMENT,
    /** The body of a common table expression. */
    COMMON_TABLE,
    /** A derived table in FROM or USING. */
    FROM_ITEM,
    /** A scalar, EXISTS, IN, ANY/ALL or ARRAY sub-query inside an expression. */
    EXPRESSION,
    /** An operand of a set operation. */
    OPERAND,
    /** The query that feeds an INSERT. */
    INSERT_SOURCE
  }

  /** What a level computes. */
  public sealed interface Core {
    /** {@code SELECT ...}. */
    record Select(SelectBlock block) implements Core {}

    /** UNION, INTERSECT or EXCEPT of the levels with these ids, in text order. */
    record SetOperation(List<Integer> operands) implements Core {
      public SetOperation {
        operands = List.copyOf(operands);
      }
    }

    /** {@code VALUES (...), ...}. */
    record Values(List<Row> rows) implements Core {
      public Values {
        rows = List.copyOf(rows);
      }
    }

    /** {@code TABLE t}. */
    record Table() implements Core {}

    /** A data-modifying statement; its parts are in the {@link Statement}. */
    record Modification() implements Core {}
  }

  /**
   * What follows the core.
   *
   * @param orderBy ORDER BY, when written
   * @param limit LIMIT or FETCH FIRST, when written ({@code LIMIT ALL} too)
   * @param offset OFFSET, when written
   * @param locking FOR UPDATE and its relatives, all clauses together, when written
   */
  public record Tail(
      Optional<Clause> orderBy,
      Optional<Clause> limit,
      Optional<Clause> offset,
      Optional<Clause> locking) {
    /** Nothing follows. */
    public static final Tail NONE =
        new Tail(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
