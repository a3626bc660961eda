package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.SelectItem;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Mends what names a replaced table in expressions: an inline view has no schema, no system columns
 * and no row type of its own.
 */
final class ReferenceFixes {
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

  /** Calls that give the same for a record as for the table's row type. */
  private static final Pattern ROW_CALL =
      Pattern.compile(
          "(?is).*\\b(row_to_json|to_json|to_jsonb|json_agg|jsonb_agg|count|row)\\s*\\(\\s*$");

  private final ReadText read;
  private final Map<TableRef, Relation> replaced;
  private final TextEdits edits;
  private final List<String> obstacles;

  ReferenceFixes(
      ReadText read, Map<TableRef, Relation> replaced, TextEdits edits, List<String> obstacles) {
    this.read = read;
    this.replaced = replaced;
    this.edits = edits;
    this.obstacles = obstacles;
  }

  void apply() {
    for (Reference reference : read.query().references()) {
      switch (reference.form()) {
        case COLUMN -> column(reference);
        case STAR -> star(reference);
        case CALL, TYPE -> {}
      }
    }
  }

  private void column(Reference reference) {
    List<Name> parts = reference.parts();
    if (SYSTEM_COLUMNS.contains(reference.last())) {
      obstacles.add("system column " + reference.last());
    } else if (parts.size() > 2) {
      dropSchema(parts, parts.size() - 2);
    } else if (parts.size() == 1 && wholeRow(reference) && !inRowCall(reference.span())) {
      obstacles.add("whole row " + reference.last());
    } else if (parts.size() == 2 && !isColumn(reference)) {
      obstacles.add("functional notation " + reference.last());
    }
  }

  private void star(Reference reference) {
    List<Name> parts = reference.parts();
    if (parts.size() > 1) {
      dropSchema(parts, parts.size() - 1);
    }
    if (!parts.isEmpty() && !isSelectItem(reference.span()) && !inRowCall(reference.span())) {
      boolean ours =
          replaced.keySet().stream().anyMatch(t -> t.visibleName().equals(reference.last()));
      if (ours) {
        obstacles.add("whole row " + reference.last());
      }
    }
  }

  /** {@code s.t.c} becomes {@code t.c} when t is replaced and has no alias. */
  private void dropSchema(List<Name> parts, int table) {
    String name = parts.get(table).value();
    boolean ours =
        replaced.keySet().stream()
            .anyMatch(t -> t.alias().isEmpty() && t.visibleName().equals(name));
    if (ours) {
      edits.replace(new Span(parts.getFirst().span().begin(), parts.get(table).span().begin()), "");
    }
  }

  /**
   * Whether a bare name means a replaced table's row: an alias in scope that is no column there.
   */
  private boolean wholeRow(Reference reference) {
    String name = reference.last();
    for (int level = reference.level(); level >= 0; level = parent(level)) {
      List<TableRef> here = read.query().tablesOf(level);
      boolean column =
          here.stream().map(replaced::get).anyMatch(r -> r != null && r.column(name).isPresent());
      if (column) {
        return false;
      }
      if (here.stream().anyMatch(t -> replaced.containsKey(t) && t.visibleName().equals(name))) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code t.c} is a column when t is a replaced table; true for every other t. */
  private boolean isColumn(Reference reference) {
    String table = reference.parts().getFirst().value();
    for (int level = reference.level(); level >= 0; level = parent(level)) {
      for (TableRef ref : read.query().tablesOf(level)) {
        if (ref.visibleName().equals(table)) {
          Relation relation = replaced.get(ref);
          boolean renamed = ref.alias().map(a -> !a.columns().isEmpty()).orElse(false);
          return relation == null || renamed || relation.column(reference.last()).isPresent();
        }
      }
    }
    return true;
  }

  private int parent(int level) {
    return read.query().levels().get(level).parent();
  }

  private boolean isSelectItem(Span span) {
    Query query = read.query();
    return query.levels().stream()
        .map(QueryLevel::core)
        .filter(QueryLevel.Core.Select.class::isInstance)
        .map(QueryLevel.Core.Select.class::cast)
        .flatMap(s -> s.block().items().stream())
        .filter(i -> i.kind() == SelectItem.Kind.QUALIFIED_STAR || i.kind() == SelectItem.Kind.STAR)
        .anyMatch(i -> i.expression().equals(span));
  }

  private boolean inRowCall(Span span) {
    return ROW_CALL
        .matcher(read.text().substring(Math.max(0, span.begin() - 40), span.begin()))
        .matches();
  }
}
