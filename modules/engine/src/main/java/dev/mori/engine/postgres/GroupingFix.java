package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Grouping;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.SelectBlock;
import dev.mori.overlay.statement.SelectItem;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.TableRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Grouping by a table's primary key lets a query use the table's other columns freely; an inline
 * view has no primary key, so the columns used are added to GROUP BY. They depend on the key, so
 * the groups stay the same.
 */
final class GroupingFix {
  private final ReadText read;
  private final Map<TableRef, Relation> replaced;
  private final PostgresCatalog catalog;
  private final List<String> obstacles;

  GroupingFix(
      ReadText read,
      Map<TableRef, Relation> replaced,
      PostgresCatalog catalog,
      List<String> obstacles) {
    this.read = read;
    this.replaced = replaced;
    this.catalog = catalog;
    this.obstacles = obstacles;
  }

  void apply(TextEdits edits) {
    replaced.forEach(
        (ref, relation) -> {
          QueryLevel level = read.query().levels().get(ref.level());
          if (level.core() instanceof QueryLevel.Core.Select select
              && select.block().grouping().isPresent()) {
            mend(edits, level, select.block(), ref, relation);
          }
        });
  }

  private void mend(
      TextEdits edits, QueryLevel level, SelectBlock block, TableRef ref, Relation relation) {
    boolean renamed = ref.alias().map(a -> !a.columns().isEmpty()).orElse(false);
    Grouping grouping = block.grouping().orElseThrow();
    Set<String> grouped = new LinkedHashSet<>();
    for (Grouping.Item item : grouping.items()) {
      item.column().ifPresent(c -> addColumn(grouped, c, ref, relation));
      ordinal(block, item).ifPresent(c -> addColumn(grouped, c, ref, relation));
    }
    if (renamed || !coversPrimaryKey(relation, grouped)) {
      return;
    }
    Set<String> used = used(level, block, ref, relation);
    used.removeAll(grouped);
    StringBuilder more = new StringBuilder();
    for (String name : used) {
      Column column = relation.column(name).orElseThrow();
      if (!catalog.groupable(column.type().oid())) {
        obstacles.add("column " + column.sql() + " has no equality to group by");
        return;
      }
      more.append(", ")
          .append(ObjectName.quote(ref.visibleName()))
          .append('.')
          .append(column.sql());
    }
    if (!more.isEmpty()) {
      edits.insert(grouping.clause().body().end(), more.toString());
    }
  }

  private boolean coversPrimaryKey(Relation relation, Set<String> grouped) {
    return catalog.uniqueIndexes(relation).stream()
        .filter(i -> i.form().primary())
        .anyMatch(
            i ->
                i.parts().stream()
                    .allMatch(
                        p ->
                            relation
                                .column(p.attnum())
                                .filter(c -> grouped.contains(c.name()))
                                .isPresent()));
  }

  /** {@code GROUP BY 1} means the first select item. */
  private java.util.Optional<Reference> ordinal(SelectBlock block, Grouping.Item item) {
    String written = item.span().of(read.text());
    if (!written.matches("[0-9]{1,4}")) {
      return java.util.Optional.empty();
    }
    int n = Integer.parseInt(written);
    if (n < 1 || n > block.items().size()) {
      return java.util.Optional.empty();
    }
    Span expression = block.items().get(n - 1).expression();
    return read.query().references().stream()
        .filter(r -> r.span().equals(expression) && r.form() == Reference.Form.COLUMN)
        .findFirst();
  }

  private static void addColumn(
      Set<String> columns, Reference reference, TableRef ref, Relation relation) {
    List<Name> parts = reference.parts();
    boolean named =
        parts.size() == 1 || parts.get(parts.size() - 2).value().equals(ref.visibleName());
    if (reference.form() == Reference.Form.COLUMN && named) {
      relation.column(reference.last()).ifPresent(c -> columns.add(c.name()));
    }
  }

  /** Columns named anywhere in the level, or below it, outside FROM and WHERE. */
  private Set<String> used(QueryLevel level, SelectBlock block, TableRef ref, Relation relation) {
    Set<String> used = new LinkedHashSet<>();
    for (Reference reference : read.query().references()) {
      boolean inside = level.span().contains(reference.span());
      boolean before =
          block.from().map(f -> f.whole().contains(reference.span())).orElse(false)
              || (block.filter() instanceof dev.mori.overlay.statement.Filter.Where where
                  && where.clause().whole().contains(reference.span()));
      if (inside && !before) {
        addColumn(used, reference, ref, relation);
      }
    }
    for (SelectItem item : block.items()) {
      String written = item.expression().of(read.text()).replace("\"", "");
      boolean star =
          item.kind() == SelectItem.Kind.STAR
              || (item.kind() == SelectItem.Kind.QUALIFIED_STAR
                  && written.replaceAll("\\s", "").endsWith(ref.visibleName() + ".*"));
      if (star) {
        relation.columns().forEach(c -> used.add(c.name()));
      }
    }
    return used;
  }
}
