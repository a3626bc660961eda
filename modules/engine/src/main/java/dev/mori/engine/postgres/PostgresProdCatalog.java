package dev.mori.engine.postgres;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of prod's catalog, read once per connection or after prod changed: relations
 * with their columns, user types and functions. Immutable.
 */
public final class PostgresProdCatalog {
  private final Map<ObjectName, ProdRelation> relations;
  private final Map<Long, ProdRelation> byOid;
  private final Map<Long, List<ProdRelation>> childrenOf;
  private final Map<ObjectName, UserType> types;
  private final Map<ObjectName, List<CatalogFunction>> functions;
  private final Map<String, List<CatalogFunction>> functionsByName;
  private final Map<Long, List<String>> policies;

  private PostgresProdCatalog(Reading reading) {
    Map<ObjectName, ProdRelation> named = new HashMap<>();
    Map<Long, ProdRelation> numbered = new HashMap<>();
    for (ProdRelation bare : reading.relations) {
      ProdRelation relation = bare.with(reading.columns.getOrDefault(bare.oid(), List.of()));
      named.put(relation.name(), relation);
      numbered.put(relation.oid(), relation);
    }
    relations = Map.copyOf(named);
    byOid = Map.copyOf(numbered);
    childrenOf =
        byOid.values().stream()
            .filter(r -> r.parent() != 0)
            .collect(Collectors.groupingBy(ProdRelation::parent));
    types = Map.copyOf(reading.types);
    functions = Map.copyOf(reading.functions);
    functionsByName =
        functions.values().stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(f -> f.name().name()));
    policies = Map.copyOf(reading.policies);
  }

  /**
   * A relation of prod.
   *
   * @param oid its oid on prod
   * @param name its schema and name
   * @param kind {@code relkind}
   * @param rowSecurity whether row level security restricts mori's own role on it
   * @param parent oid of the relation it is a partition or child of, 0 without
   * @param definition md5 of a view's definition, empty otherwise
   * @param columns its live columns by attnum
   */
  public record ProdRelation(
      long oid,
      ObjectName name,
      char kind,
      boolean rowSecurity,
      long parent,
      String definition,
      List<ProdColumn> columns) {
    /** Copies the list. */
    public ProdRelation {
      columns = columns.stream().sorted(Comparator.comparingInt(ProdColumn::attnum)).toList();
    }

    ProdRelation with(List<ProdColumn> some) {
      return new ProdRelation(oid, name, kind, rowSecurity, parent, definition, some);
    }

    /** The live column of this name. */
    public Optional<ProdColumn> column(String columnName) {
      return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }
  }

  /**
   * A live column of a prod relation.
   *
   * @param attnum its number on prod
   * @param name its name
   * @param type its type with modifier, qualified
   */
  public record ProdColumn(int attnum, String name, String type) {}

  /** A catalog without any relation, for a prod that is empty. */
  public static PostgresProdCatalog empty() {
    return of(List.of());
  }

  /** Reads the rows of {@link PostgresCatalogSql#prodLoad()}; their order does not matter. */
  public static PostgresProdCatalog of(List<? extends List<@Nullable String>> rows) {
    Reading reading = new Reading();
    rows.forEach(row -> reading.add(new CatalogRow(row)));
    return new PostgresProdCatalog(reading);
  }

  /** The relation of this name. */
  public Optional<ProdRelation> relation(ObjectName name) {
    return Optional.ofNullable(relations.get(name));
  }

  /** The relation with this oid. */
  public Optional<ProdRelation> relation(long oid) {
    return Optional.ofNullable(byOid.get(oid));
  }

  /** The direct partitions or inheritance children of a relation. */
  public List<ProdRelation> children(long oid) {
    return childrenOf.getOrDefault(oid, List.of());
  }

  /** The conditions of the policies under which mori's role reads a relation's rows. */
  List<String> policies(long oid) {
    return policies.getOrDefault(oid, List.of());
  }

  /** Every relation. */
  public Iterable<ProdRelation> relations() {
    return relations.values();
  }

  /** The user type of this name. */
  public Optional<UserType> type(ObjectName name) {
    return Optional.ofNullable(types.get(name));
  }

  /** Every user type. */
  public Iterable<UserType> types() {
    return types.values();
  }

  /** The function with this name and these identity arguments. */
  public Optional<CatalogFunction> function(ObjectName name, String arguments) {
    return functions.getOrDefault(name, List.of()).stream()
        .filter(f -> f.arguments().equals(arguments))
        .findFirst();
  }

  /** Functions of this name in any schema, the server's own not among them. */
  List<CatalogFunction> functionsNamed(String name) {
    return functionsByName.getOrDefault(name, List.of());
  }

  /** What has been read so far. */
  private static final class Reading {
    private final List<ProdRelation> relations = new ArrayList<>();
    private final Map<Long, List<ProdColumn>> columns = new HashMap<>();
    private final Map<ObjectName, UserType> types = new HashMap<>();
    private final Map<ObjectName, List<CatalogFunction>> functions = new HashMap<>();
    private final Map<Long, List<String>> policies = new HashMap<>();

    void add(CatalogRow row) {
      switch (row.kind()) {
        case "rel" -> relations.add(relation(row));
        case "col" ->
            columns
                .computeIfAbsent(row.oid(1), oid -> new ArrayList<>())
                .add(new ProdColumn(row.number(2), row.text(3), row.text(4)));
        case "pol" ->
            policies.computeIfAbsent(row.oid(1), oid -> new ArrayList<>()).add(row.text(2));
        case "fn" -> {
          CatalogFunction function = row.function();
          functions.computeIfAbsent(function.name(), name -> new ArrayList<>()).add(function);
        }
        case "typ" -> {
          UserType type = row.type();
          types.put(type.name(), type);
        }
        default -> throw new IllegalArgumentException("unknown row kind " + row.kind());
      }
    }

    private static ProdRelation relation(CatalogRow row) {
      return new ProdRelation(
          row.oid(1),
          row.name(2),
          row.letter(4),
          row.flag(5),
          row.oid(6),
          row.textOr(8, ""),
          List.of());
    }
  }
}
