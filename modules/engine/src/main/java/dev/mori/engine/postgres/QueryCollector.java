package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.ParseOutcome.Reason;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.QueryLevel.Core;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.QueryLevel.Tail;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.TableRef;
import dev.mori.overlay.statement.TableRef.Trait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers the levels, references and CTE scopes of one statement while it is read. */
final class QueryCollector {
  private static final QueryLevel OPEN =
      new QueryLevel(
          -1, -1, Role.STATEMENT, new Span(0, 0), Optional.empty(), new Core.Table(), Tail.NONE);

  private final List<QueryLevel> levels = new ArrayList<>();
  private final List<TableRef> tables = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();
  private final Deque<Set<String>> scopes = new ArrayDeque<>();
  private final int maxDepth;
  private Optional<QualifiedName> into = Optional.empty();
  private boolean modifiesInWith;
  private int depth;

  QueryCollector(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  /** Opens a level and gives its id; levels close in reverse order. */
  int open(int at) {
    if (++depth > maxDepth) {
      throw new ParseStop(Reason.TOO_COMPLEX, "Queries are nested too deeply.", at);
    }
    levels.add(OPEN);
    return levels.size() - 1;
  }

  void close(QueryLevel level) {
    depth--;
    levels.set(level.id(), level);
  }

  void add(TableRef table) {
    tables.add(table);
  }

  void add(Reference reference) {
    references.add(reference);
  }

  int tableCount() {
    return tables.size();
  }

  int levelCount() {
    return levels.size();
  }

  /** Marks references {@code from} up to {@code to} that stand in {@code level} itself. */
  void markNullable(int from, int to, int level) {
    for (int i = from; i < to; i++) {
      TableRef t = tables.get(i);
      if (t.level() == level && !t.is(Trait.NULLABLE_SIDE)) {
        EnumSet<Trait> traits = EnumSet.of(Trait.NULLABLE_SIDE);
        traits.addAll(t.traits());
        tables.set(i, new TableRef(t.name(), t.source(), t.alias(), t.level(), t.role(), traits));
      }
    }
  }

  void openScope() {
    scopes.push(new HashSet<>());
  }

  void closeScope() {
    scopes.pop();
  }

  void defineCommonTable(Name name) {
    scopes.element().add(name.value());
  }

  boolean isCommonTable(String name) {
    for (Set<String> scope : scopes) {
      if (scope.contains(name)) {
        return true;
      }
    }
    return false;
  }

  void into(QualifiedName created) {
    into = Optional.of(created);
  }

  /** The table of a SELECT ... INTO, when one was read. */
  Optional<QualifiedName> into() {
    return into;
  }

  void modifiesInWith() {
    modifiesInWith = true;
  }

  /** Whether a data-modifying statement stood inside WITH. */
  boolean hasModificationInWith() {
    return modifiesInWith;
  }

  Query finish(Span span) {
    return new Query(span, levels, tables, references);
  }
}
