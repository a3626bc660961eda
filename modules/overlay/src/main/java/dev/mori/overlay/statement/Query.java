package dev.mori.overlay.statement;

import java.util.List;
import java.util.Optional;

/**
 * The structure of everything in a statement that reads or writes relations: the complete list of
 * its query levels, table references and dotted names.
 *
 * @param span the query in the statement's text, without trailing blanks and comments
 * @param levels all levels; index 0 is the outermost
 * @param tables all references to stored relations, in text order; complete, or the parse is
 *     refused
 * @param references all identifier chains in expressions, in text order
 */
public record Query(
    Span span, List<QueryLevel> levels, List<TableRef> tables, List<Reference> references) {
  public Query {
    levels = List.copyOf(levels);
    tables = List.copyOf(tables);
    references = List.copyOf(references);
  }

  /** The outermost level. */
  public QueryLevel top() {
    return levels.getFirst();
  }

  /** The reference a data-modifying statement writes; the first one when there are several. */
  public Optional<TableRef> target() {
    return tables.stream().filter(t -> t.role() == TableRef.Role.TARGET).findFirst();
  }

  /** The references that stand directly in the level with this id. */
  public List<TableRef> tablesOf(int level) {
    return tables.stream().filter(t -> t.level() == level).toList();
  }

  /** Whether any level, at any depth, has a locking clause. */
  public boolean locksRows() {
    return levels.stream().anyMatch(level -> level.tail().locking().isPresent());
  }
}
