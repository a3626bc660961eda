package dev.mori.engine.postgres;

import dev.mori.engine.postgres.PostgresCatalog.ViewDefinition;
import dev.mori.engine.postgres.PostgresProdCatalog.ProdRelation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts relations together: their columns, where they came from and what identifies their rows. */
final class RelationReading {
  private final Map<Long, CatalogRow> relations = new HashMap<>();
  private final Map<Long, List<CatalogRow>> columns = new HashMap<>();
  private final Map<Long, Map<Integer, Integer>> keys = new HashMap<>();

  void add(CatalogRow row) {
    switch (row.kind()) {
      case "rel" -> relations.put(row.oid(1), row);
      case "col" -> columns.computeIfAbsent(row.oid(1), k -> new ArrayList<>()).add(row);
      // key: relation, ordinal, attnum
      default ->
          keys.computeIfAbsent(row.oid(1), k -> new HashMap<>()).put(row.number(2), row.number(3));
    }
  }

  Map<Long, Relation> build(PostgresProdCatalog prod, Map<Long, ViewDefinition> views) {
    Map<Long, Relation> built = new HashMap<>();
    relations.forEach((oid, row) -> built.put(oid, relation(row, prod, views)));
    return Map.copyOf(built);
  }

  /**
   * rel: oid, schema, name, kind, temp, parent, partition, rls, inherited, prod (2), detached, ext.
   */
  private Relation relation(
      CatalogRow row, PostgresProdCatalog prod, Map<Long, ViewDefinition> views) {
    ObjectName name = row.name(2);
    Relation.Traits traits =
        new Relation.Traits(row.flag(5), row.oid(6), row.flag(7), row.flag(8), row.flag(9));
    Relation.Origin origin = origin(row, prod, views);
    boolean recorded = row.optional(10) != null;
    List<Column> own =
        columns.getOrDefault(row.oid(1), List.of()).stream()
            .map(c -> column(row, c, recorded, origin, prod))
            .sorted(Comparator.comparingInt(Column::attnum))
            .toList();
    return new Relation(row.oid(1), name, kind(row), traits, own, origin, key(row, own));
  }

  private static Relation.Kind kind(CatalogRow row) {
    if (row.oid(1) < PostgresCatalog.FIRST_OWN) {
      return Relation.Kind.SYSTEM;
    }
    return switch (row.letter(4)) {
      case 'r' -> Relation.Kind.TABLE;
      case 'p' -> Relation.Kind.PARTITIONED;
      case 'v' -> Relation.Kind.VIEW;
      case 'm' -> Relation.Kind.MATERIALIZED_VIEW;
      case 'f' -> Relation.Kind.FOREIGN_TABLE;
      case 'S' -> Relation.Kind.SEQUENCE;
      default -> throw new IllegalArgumentException("unknown relkind " + row.letter(4));
    };
  }

  private Relation.@Nullable Origin origin(
      CatalogRow row, PostgresProdCatalog prod, Map<Long, ViewDefinition> views) {
    String prodSchema = row.optional(10);
    String prodName = row.optional(11);
    if (prodSchema != null && prodName != null) {
      return new Relation.Origin(
          new ObjectName(prodSchema, prodName), row.flag(12) || rootDetached(row));
    }
    Optional<ProdRelation> same = prod.relation(row.name(2));
    if (row.flag(5) || same.isEmpty() || same.get().kind() != row.letter(4)) {
      return null;
    }
    boolean cloned =
        switch (row.letter(4)) {
          case 'v' -> sameDefinition(views.get(row.oid(1)), same.get());
          default -> row.flag(13);
        };
    return cloned ? new Relation.Origin(row.name(2), false) : null;
  }

  private static boolean sameDefinition(@Nullable ViewDefinition view, ProdRelation prod) {
    return view != null && view.digest().equals(prod.definition());
  }

  private boolean rootDetached(CatalogRow row) {
    CatalogRow at = row;
    while (at != null && at.flag(7)) {
      at = relations.get(at.oid(6));
    }
    return at != null && at.flag(12);
  }

  /**
   * col: relation, attnum, name, type, sql, bare, not null, generated, identity, default, missing,
   * prod.
   */
  private Column column(
      CatalogRow relation,
      CatalogRow row,
      boolean recorded,
      Relation.@Nullable Origin origin,
      PostgresProdCatalog prod) {
    String prodName = row.optional(12);
    if (!recorded && origin != null) {
      String own = row.text(3);
      prodName = prod.relation(origin.prod()).flatMap(p -> p.column(own)).isPresent() ? own : null;
    }
    return new Column(
        row.number(2),
        row.text(3),
        new Column.TypeName(row.oid(4), row.text(5), row.text(6), row.flag(13)),
        row.flag(7),
        generation(row),
        row.optional(10),
        missing(relation, row),
        prodName);
  }

  private static Column.Generation generation(CatalogRow row) {
    if (row.letter(8) == 's') {
      return Column.Generation.STORED;
    }
    return switch (row.letter(9)) {
      case 'a' -> Column.Generation.IDENTITY_ALWAYS;
      case 'd' -> Column.Generation.IDENTITY_BY_DEFAULT;
      default -> Column.Generation.NONE;
    };
  }

  /** The engine keeps missing values at leaf partitions only: a partitioned table asks one. */
  private @Nullable String missing(CatalogRow relation, CatalogRow column) {
    String own = column.optional(11);
    if (own != null || relation.letter(4) != 'p') {
      return own;
    }
    for (CatalogRow child : relations.values()) {
      if (child.flag(7) && child.oid(6) == relation.oid(1)) {
        for (CatalogRow same : columns.getOrDefault(child.oid(1), List.of())) {
          String found = same.text(3).equals(column.text(3)) ? missing(child, same) : null;
          if (found != null) {
            return found;
          }
        }
      }
    }
    return null;
  }

  /** A partition has its root's key, by the names of the columns. */
  private List<Column> key(CatalogRow row, List<Column> own) {
    CatalogRow root = row;
    while (root.flag(7) && relations.containsKey(root.oid(6))) {
      root = relations.get(root.oid(6));
    }
    List<Column> key = new ArrayList<>();
    Map<Integer, Integer> numbers = keys.getOrDefault(root.oid(1), Map.of());
    for (int ordinal = 1; ordinal <= numbers.size(); ordinal++) {
      int attnum = numbers.getOrDefault(ordinal, 0);
      String name =
          columns.getOrDefault(root.oid(1), List.of()).stream()
              .filter(c -> c.number(2) == attnum)
              .map(c -> c.text(3))
              .findFirst()
              .orElse("");
      Optional<Column> part = own.stream().filter(c -> c.name().equals(name)).findFirst();
      if (part.isEmpty()) {
        return List.of();
      }
      key.add(part.get());
    }
    return key;
  }
}
