package dev.mori.engine.postgres;

import dev.mori.engine.postgres.PostgresNeighbours.Candidates;
import dev.mori.engine.postgres.PostgresNeighbours.Lookup;
import dev.mori.overlay.statement.InsertSource;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.Purity;
import dev.mori.overlay.statement.Row;
import dev.mori.overlay.statement.SetItem;
import dev.mori.overlay.statement.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Rows of prod that a write is likely to meet, read off the values that stand in its text: those it
 * collides with and those it refers to. Brought ahead, they spare a second run, and a constraint
 * that is violated first is the one a copy would name.
 */
final class WriteGuesses {
  private final PostgresNeighbours neighbours;
  private final PostgresGuard guard;
  private final Relation target;
  private final String text;

  /** Guesses for a write to this table. */
  WriteGuesses(PostgresNeighbours neighbours, PostgresGuard guard, Relation target, String text) {
    this.neighbours = neighbours;
    this.guard = guard;
    this.target = target;
    this.text = text;
  }

  /**
   * From the VALUES of an INSERT: all of them when every one is pure, else those that are
   * constants.
   */
  Optional<WritePlan.Guesses> of(List<Name> columns, InsertSource.Values values) {
    Optional<WritePlan.Guesses> all =
        guesses(candidates(columns, values, WriteGuesses::constantOrSelfContained))
            .filter(
                g -> guard.pureText(g.request().text(), Purity.Pure.class::isInstance).isPresent());
    return all.or(() -> guesses(candidates(columns, values, WriteGuesses::constant)));
  }

  /** From the constants that an UPDATE assigns. */
  Optional<WritePlan.Guesses> of(Statement.Update update) {
    List<String> cells = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (SetItem item : update.set()) {
      boolean simple =
          item.columns().size() == 1 && !item.parts() && !item.isDefault() && !item.subqueries();
      String value = item.value().of(text);
      Optional<Column> column = target.column(item.columns().getFirst().value());
      if (simple && column.isPresent() && constant(value)) {
        cells.add(cast(bare(value), column.get()) + " AS " + column.get().sql());
        names.add(column.get().name());
      }
    }
    return cells.isEmpty()
        ? Optional.empty()
        : guesses(Optional.of(new Candidates("(SELECT " + String.join(", ", cells) + ")", names)));
  }

  private Optional<WritePlan.Guesses> guesses(Optional<Candidates> candidates) {
    if (candidates.isEmpty() || target.key().isEmpty() || !neighbours.carried(target)) {
      return Optional.empty();
    }
    List<Lookup> lookups =
        new ArrayList<>(neighbours.collisions(target, candidates.get(), index -> true));
    lookups.addAll(neighbours.parents(target, candidates.get(), key -> true));
    return lookups.isEmpty()
        ? Optional.empty()
        : Optional.of(new WritePlan.Guesses(lookups, PostgresNeighbours.request(lookups)));
  }

  private Optional<Candidates> candidates(
      List<Name> columns, InsertSource.Values values, Predicate<String> usable) {
    List<String> names =
        columns.isEmpty()
            ? target.columns().stream().map(Column::name).toList()
            : columns.stream().map(Name::value).toList();
    int width = Math.min(values.rows().getFirst().cells().size(), names.size());
    List<Column> taken = new ArrayList<>();
    for (Column column : target.columns()) {
      int at = names.indexOf(column.name());
      boolean given = at >= 0 && at < width;
      if (values.rows().stream()
          .anyMatch(row -> value(row, given ? at : -1, column, usable).isPresent())) {
        taken.add(column);
      }
    }
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    String rows =
        values.rows().stream()
            .map(
                row ->
                    taken.stream()
                        .map(c -> cast(value(row, names.indexOf(c.name()), c, usable), c))
                        .collect(Collectors.joining(", ", "(", ")")))
            .collect(Collectors.joining(", "));
    String list = taken.stream().map(Column::sql).collect(Collectors.joining(", "));
    return Optional.of(
        new Candidates(
            "(SELECT * FROM (VALUES " + rows + ") v(" + list + "))",
            taken.stream().map(Column::name).collect(Collectors.toSet())));
  }

  /**
   * What the column will hold, if that is known: the cell at this index, or a constant default
   * where there is none.
   */
  private Optional<String> value(Row row, int index, Column column, Predicate<String> usable) {
    if (index < 0 || index >= row.cells().size() || row.cells().get(index).isDefault()) {
      return byDefault(column);
    }
    return Optional.of(row.cells().get(index).span().of(text))
        .filter(usable)
        .map(WriteGuesses::bare);
  }

  private static Optional<String> byDefault(Column column) {
    if (column.generation() != Column.Generation.NONE) {
      return Optional.empty();
    }
    if (column.defaultExpression() == null) {
      return Optional.of("NULL");
    }
    return Optional.of(column.defaultExpression())
        .filter(WriteGuesses::constant)
        .map(WriteGuesses::bare);
  }

  private static boolean constantOrSelfContained(String expression) {
    return constant(expression) || ValueText.of(expression).selfContained();
  }

  /**
   * A constant without its cast, which could run a domain's check on prod; the column's own cast
   * follows.
   */
  private static String bare(String expression) {
    return ValueText.of(expression).constant().orElse(expression);
  }

  /** NULL for what is not known: it collides with nothing and refers to nothing. */
  private static String cast(Optional<String> value, Column column) {
    return cast(value.orElse("NULL"), column);
  }

  private static boolean constant(String expression) {
    return ValueText.of(expression).constant().isPresent();
  }

  private static String cast(String value, Column column) {
    // The line's end closes a comment.
    return "CAST(" + value + "\n AS " + column.type().bare() + ")";
  }
}
