package dev.mori.engine.postgres;

import dev.mori.engine.postgres.PostgresNeighbours.Candidates;
import dev.mori.engine.postgres.PostgresNeighbours.Lookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one statement wrote on the shadow, as its ledger says, and what has to be looked up on prod
 * because of it: rows that collide with new ones, parents whose check waits for COMMIT, children of
 * rows that are gone, and whether copies of prod's rows were right.
 *
 * @param rows by table
 * @param copies by table, copies of prod's rows that were written first by this statement or that
 *     foreign keys of what it wrote refer to
 */
public record WrittenRows(Map<Relation, List<Change>> rows, Map<Relation, Set<String>> copies) {
  /** Nothing was written. */
  public static final WrittenRows NONE = new WrittenRows(Map.of(), Map.of());

  /**
   * One row's change.
   *
   * @param before its text before, null when it was inserted
   * @param after its text after, null when it was deleted
   */
  public record Change(@Nullable String before, @Nullable String after) {}

  /**
   * Lookups for prod.
   *
   * @param lookups one result column each
   * @param parameters their text parameters, in order
   */
  public record Check(List<Lookup> lookups, List<@Nullable String> parameters) {}

  /** Reads the rows of {@link PostgresLedger#WRITTEN}. */
  public static WrittenRows read(List<List<@Nullable String>> rows, PostgresCatalog catalog) {
    Map<Relation, List<Change>> byRelation = new LinkedHashMap<>();
    Map<Relation, Set<String>> copies = new LinkedHashMap<>();
    for (List<@Nullable String> row : rows) {
      relation(row, catalog)
          .filter(relation -> row.get(1) != null || row.get(2) != null)
          .ifPresent(
              relation -> {
                byRelation
                    .computeIfAbsent(relation, r -> new ArrayList<>())
                    .add(new Change(row.get(1), row.get(2)));
                if ("true".equals(row.get(3))) {
                  add(copies, relation, row.get(1));
                }
              });
    }
    return new WrittenRows(byRelation, copies);
  }

  /** Adds the rows of {@link PostgresLedger#RELIED}. */
  public WrittenRows relying(List<List<@Nullable String>> relied, PostgresCatalog catalog) {
    Map<Relation, Set<String>> all = new LinkedHashMap<>(copies);
    for (List<@Nullable String> row : relied) {
      relation(row, catalog).ifPresent(relation -> add(all, relation, row.get(1)));
    }
    return new WrittenRows(rows, all);
  }

  /**
   * Whether there may be rows of {@link PostgresLedger#RELIED} that matter: new references to
   * others than these.
   *
   * @param seen rows that prod has, by table
   */
  public boolean relies(PostgresCatalog catalog, Function<Relation, Set<String>> seen) {
    return rows.entrySet().stream()
        .anyMatch(entry -> relies(entry.getKey(), entry.getValue(), catalog, seen));
  }

  private static boolean relies(
      Relation relation,
      List<Change> changes,
      PostgresCatalog catalog,
      Function<Relation, Set<String>> seen) {
    List<Change> left = changes.stream().filter(change -> change.after() != null).toList();
    Set<String> changed = changedColumns(relation, left);
    return catalog.foreignKeysOf(relation).stream()
        .filter(key -> reads(relation, key.columns(), changed))
        .anyMatch(
            key -> {
              Relation parent = catalog.relation(key.parent()).map(catalog::root).orElseThrow();
              if (!new PostgresNeighbours(catalog).onProd(parent)) {
                return false;
              }
              Set<List<@Nullable String>> there = new HashSet<>();
              seen.apply(parent).forEach(row -> there.add(values(parent, key.referenced(), row)));
              return left.stream()
                  .map(change -> values(relation, key.columns(), change.after()))
                  .anyMatch(values -> !values.contains(null) && !there.contains(values));
            });
  }

  private static List<@Nullable String> values(
      Relation relation, List<Integer> attnums, @Nullable String row) {
    List<@Nullable String> fields = RecordText.fields(Objects.requireNonNull(row));
    List<@Nullable String> values = new ArrayList<>();
    for (int attnum : attnums) {
      values.add(fields.get(relation.columns().indexOf(relation.column(attnum).orElseThrow())));
    }
    return values;
  }

  private static Optional<Relation> relation(List<@Nullable String> row, PostgresCatalog catalog) {
    return catalog.relation(Long.parseLong(Objects.requireNonNull(row.get(0))));
  }

  private static void add(
      Map<Relation, Set<String>> copies, Relation relation, @Nullable String text) {
    Set<String> texts = new LinkedHashSet<>(copies.getOrDefault(relation, Set.of()));
    texts.add(Objects.requireNonNull(text));
    copies.put(relation, texts);
  }

  /** These rows, and further ones of a table that are new. */
  public WrittenRows with(Relation relation, List<String> texts) {
    Map<Relation, List<Change>> all = new LinkedHashMap<>(rows);
    List<Change> changes = new ArrayList<>(all.getOrDefault(relation, List.of()));
    texts.forEach(text -> changes.add(new Change(null, text)));
    all.put(relation, changes);
    return new WrittenRows(all, copies);
  }

  /** The tables written. */
  public Set<Relation> relations() {
    return rows.keySet();
  }

  /** What has to be looked up. */
  public Check check(PostgresNeighbours neighbours) {
    Wanted wanted = new Wanted(neighbours);
    rows.forEach(
        (relation, changes) -> {
          if (relation.origin() != null) {
            wanted.addNew(relation, changes);
            wanted.addGone(relation, changes);
          }
        });
    return new Check(wanted.lookups, wanted.parameters);
  }

  /**
   * Everything the written rows collide with or refer to, and what refers to rows that are gone.
   */
  public Check neighbours(PostgresNeighbours neighbours) {
    Wanted wanted = new Wanted(neighbours);
    rows.forEach(
        (relation, changes) -> {
          if (relation.origin() != null) {
            wanted.addAround(relation, changes);
            wanted.addGone(relation, changes);
          }
        });
    return new Check(wanted.lookups, wanted.parameters);
  }

  private static List<String> texts(List<Change> changes) {
    return changes.stream().map(Change::after).filter(Objects::nonNull).distinct().toList();
  }

  /** Collects lookups; each group of candidates is one parameter. */
  private static final class Wanted {
    private final PostgresNeighbours neighbours;
    private final List<Lookup> lookups = new ArrayList<>();
    private final List<@Nullable String> parameters = new ArrayList<>();

    Wanted(PostgresNeighbours neighbours) {
      this.neighbours = neighbours;
    }

    void addNew(Relation relation, List<Change> changes) {
      List<String> texts = texts(changes);
      if (texts.isEmpty()) {
        return;
      }
      Set<String> changed = changedColumns(relation, changes);
      Candidates candidates = neighbours.rows(relation, parameters.size() + 1);
      List<Lookup> found = new ArrayList<>();
      if (neighbours.onProd(relation)) {
        found.addAll(
            neighbours.collisions(relation, candidates, index -> reads(relation, index, changed)));
      }
      found.addAll(
          neighbours.parents(
              relation, candidates, key -> key.deferral() != ForeignKey.Deferral.NEVER));
      add(relation, texts, found);
    }

    void addAround(Relation relation, List<Change> changes) {
      List<String> texts = texts(changes);
      if (texts.isEmpty()) {
        return;
      }
      Candidates candidates = neighbours.rows(relation, parameters.size() + 1);
      List<Lookup> found = new ArrayList<>();
      if (neighbours.onProd(relation)) {
        found.addAll(neighbours.collisions(relation, candidates, index -> true));
      }
      found.addAll(neighbours.parents(relation, candidates, key -> true));
      add(relation, texts, found);
    }

    void addGone(Relation relation, List<Change> changes) {
      List<Change> gone = changes.stream().filter(c -> c.before() != null).toList();
      if (gone.isEmpty()) {
        return;
      }
      boolean deleted = gone.stream().anyMatch(c -> c.after() == null);
      Set<String> changed = changedColumns(relation, gone);
      Candidates candidates = neighbours.rows(relation, parameters.size() + 1);
      List<Lookup> found =
          neighbours.children(
              relation, candidates, key -> deleted || refersTo(relation, key, changed));
      add(
          relation,
          gone.stream().map(Change::before).filter(Objects::nonNull).distinct().toList(),
          found);
    }

    private void add(Relation relation, List<String> texts, List<Lookup> found) {
      if (!found.isEmpty()) {
        lookups.addAll(found);
        parameters.add(
            RecordText.array(texts.stream().map(t -> neighbours.prodShape(relation, t)).toList()));
      }
    }
  }

  private static boolean refersTo(Relation relation, ForeignKey key, Set<String> columns) {
    return reads(relation, key.referenced(), columns);
  }

  private static boolean reads(Relation relation, List<Integer> attnums, Set<String> columns) {
    return attnums.stream()
        .map(n -> relation.column(n).orElseThrow().name())
        .anyMatch(columns::contains);
  }

  /** Columns whose value differs in any of the changes; all of them when a row was inserted. */
  private static Set<String> changedColumns(Relation relation, List<Change> changes) {
    Set<String> changed = new HashSet<>();
    for (Change change : changes) {
      List<@Nullable String> before =
          change.before() == null ? null : RecordText.fields(change.before());
      List<@Nullable String> after =
          change.after() == null ? null : RecordText.fields(change.after());
      for (int i = 0; i < relation.columns().size(); i++) {
        if (before == null || after == null || !Objects.equals(before.get(i), after.get(i))) {
          changed.add(relation.columns().get(i).name());
        }
      }
    }
    return changed;
  }

  private static boolean reads(Relation relation, UniqueIndex index, Set<String> changed) {
    boolean anyColumn =
        index.predicate() != null || index.parts().stream().anyMatch(part -> part.attnum() == 0);
    return anyColumn
        || index.parts().stream()
            .anyMatch(
                part ->
                    relation
                        .column(part.attnum())
                        .map(c -> changed.contains(c.name()))
                        .orElse(true));
  }
}
