package dev.mori.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The constraint neighbourhood of rows on prod: what they collide with, what they refer to and what
 * refers to them, as sub-queries that use prod's own indexes (OVERLAY section 7). Every lookup
 * yields rows in the session's shape, as the text of an array of rows, ready for {@link
 * PostgresLedger#hydrate}. Supersets are harmless: a row copied into the shadow without need stays
 * prod's.
 */
public final class PostgresNeighbours {
  /**
   * Rows one lookup may bring; one more than this is asked for, so that the caller can tell and
   * refuse.
   */
  public static final int ROW_LIMIT = 100_000;

  private final PostgresCatalog catalog;

  /** Lookups under this schema. */
  public PostgresNeighbours(PostgresCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Rows to look for.
   *
   * @param relation whose rows are looked for
   * @param sql a scalar sub-query in parentheses that yields a text array of rows
   */
  public record Lookup(Relation relation, String sql) {}

  /**
   * The rows whose neighbours are wanted, as a derived table with the session's column names.
   *
   * @param sql the derived table, in parentheses
   * @param columns the columns it has
   */
  public record Candidates(String sql, Set<String> columns) {}

  /** Whether prod still has a say in this relation's rows. */
  public boolean onProd(Relation relation) {
    Relation root = catalog.root(relation);
    return root.origin() != null
        && !root.origin().detached()
        && (root.kind() == Relation.Kind.TABLE || root.kind() == Relation.Kind.PARTITIONED);
  }

  /** Whether values of its columns may be made on prod: no check runs there that may do harm. */
  public boolean carried(Relation relation) {
    return CheckedTypes.harmless(catalog, relation);
  }

  /**
   * Candidates that travel as parameter {@code $parameter}: an array of rows in prod's shape
   * ({@link #prodShape}). Those that may not be {@link #carried} have no columns, and so no
   * neighbours; the tables around them are localized.
   */
  public Candidates rows(Relation relation, int parameter) {
    if (!carried(relation)) {
      return new Candidates("(SELECT WHERE false)", Set.of());
    }
    List<Column> columns = relation.columns().stream().filter(c -> c.prodName() != null).toList();
    String list =
        columns.stream()
            .map(c -> "r." + ObjectName.quote(String.valueOf(c.prodName())) + " AS " + c.sql())
            .collect(Collectors.joining(", "));
    return new Candidates(
        "(SELECT "
            + list
            + " FROM pg_catalog.unnest($"
            + parameter
            + "::"
            + prodName(relation)
            + "[]) r)",
        columns.stream().map(Column::name).collect(Collectors.toSet()));
  }

  /**
   * A row text of the session's shape in prod's: columns the session added left out, those it
   * dropped NULL.
   */
  public String prodShape(Relation relation, String row) {
    List<@Nullable String> fields = RecordText.fields(row);
    List<@Nullable String> shaped = new ArrayList<>();
    for (PostgresProdCatalog.ProdColumn column : prodColumns(relation)) {
      @Nullable String value = null;
      for (int i = 0; i < relation.columns().size(); i++) {
        if (column.name().equals(relation.columns().get(i).prodName())) {
          value = fields.get(i);
        }
      }
      shaped.add(value);
    }
    return RecordText.row(shaped);
  }

  /**
   * A derived table of the relation's rows on prod under the session's names and in its column
   * order. Rows of inheritance children are not the table's own; those of partitions are, unless
   * the session has dropped the partition.
   */
  public String prodArm(Relation relation) {
    PostgresProdCatalog.ProdRelation prod = origin(relation);
    String columns = "SELECT " + String.join(", ", armColumns(relation)) + " FROM ";
    if (relation.kind() != Relation.Kind.PARTITIONED) {
      return "(" + columns + "ONLY " + prod.name().sql() + " p)";
    }
    List<ObjectName> arms = TableShape.arms(catalog, relation, prod);
    return arms.isEmpty()
        ? "(" + columns + prod.name().sql() + " p WHERE false)"
        : arms.stream()
            .map(arm -> columns + arm.sql() + " p")
            .collect(Collectors.joining(" UNION ALL ", "(", ")"));
  }

  /** The text of one row in the session's shape, read from {@link #prodArm} under this alias. */
  public static String rowText(Relation relation, String alias) {
    return relation.columns().stream()
        .map(c -> alias + "." + c.sql())
        .collect(Collectors.joining(", ", "ROW(", ")::text"));
  }

  /**
   * Rows of the relation that collide with a candidate in a unique index or exclusion constraint
   * that {@code wanted} picks.
   */
  public List<Lookup> collisions(
      Relation relation, Candidates candidates, Predicate<UniqueIndex> wanted) {
    List<Lookup> lookups = new ArrayList<>();
    if (candidates.columns().isEmpty()) {
      return lookups;
    }
    for (UniqueIndex index : catalog.uniqueIndexes(relation)) {
      if (wanted.test(index) && covers(relation, candidates, index)) {
        String condition = index.predicate() == null ? "" : " WHERE " + index.predicate();
        String own =
            "(SELECT a.*, "
                + keyParts(index)
                + " FROM "
                + prodArm(relation)
                + " a"
                + condition
                + ")";
        String theirs =
            "(SELECT " + keyParts(index) + " FROM " + candidates.sql() + " n" + condition + ")";
        lookups.add(lookup(relation, own, matches(index, theirs)));
      }
    }
    return lookups;
  }

  /** Rows that the candidates refer to by foreign keys that {@code wanted} picks. */
  public List<Lookup> parents(
      Relation relation, Candidates candidates, Predicate<ForeignKey> wanted) {
    List<Lookup> lookups = new ArrayList<>();
    for (ForeignKey key : catalog.foreignKeysOf(relation)) {
      Relation parent = catalog.relation(key.parent()).map(catalog::root).orElseThrow();
      List<String> own = names(relation, key.columns());
      if (wanted.test(key)
          && !key.actions().inherited()
          && onProd(parent)
          && candidates.columns().containsAll(own)) {
        lookups.add(related(parent, names(parent, key.referenced()), own, candidates));
      }
    }
    return lookups;
  }

  /** Rows that refer to the candidates by foreign keys that {@code wanted} picks. */
  public List<Lookup> children(
      Relation relation, Candidates candidates, Predicate<ForeignKey> wanted) {
    List<Lookup> lookups = new ArrayList<>();
    if (candidates.columns().isEmpty()) {
      return lookups;
    }
    for (ForeignKey key : catalog.foreignKeysTo(relation)) {
      Relation child = catalog.relation(key.child()).map(catalog::root).orElseThrow();
      if (wanted.test(key) && !key.actions().inherited() && onProd(child)) {
        lookups.add(
            related(
                child, names(child, key.columns()), names(relation, key.referenced()), candidates));
      }
    }
    return lookups;
  }

  /** The rows that have the keys of the candidates. */
  public Lookup same(Relation relation, Candidates candidates) {
    List<String> key = relation.key().stream().map(Column::name).toList();
    return related(relation, key, key, candidates);
  }

  /** The rows whose columns equal text parameters from {@code $first} on, one for each column. */
  public Lookup byKey(Relation relation, List<String> columns, int first) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = relation.column(columns.get(i)).orElseThrow();
      conditions.add(
          "a." + column.sql() + " = CAST($" + (first + i) + " AS " + column.type().bare() + ")");
    }
    return lookup(relation, prodArm(relation), String.join(" AND ", conditions));
  }

  /** All lookups as one read: one row, one column for each, in order. */
  public static ReadOnlyRequest request(List<Lookup> lookups) {
    return new ReadOnlyRequest(
        lookups.stream()
            .map(l -> l.sql() + "::text")
            .collect(Collectors.joining(", ", "SELECT ", "")));
  }

  /** Every row of the relation on prod, one text each, in the session's shape. */
  public ReadOnlyRequest everyRow(Relation relation) {
    return new ReadOnlyRequest(
        "SELECT " + rowText(relation, "a") + " FROM " + prodArm(relation) + " a");
  }

  private Lookup related(
      Relation found, List<String> columns, List<String> theirs, Candidates candidates) {
    String own =
        columns.stream().map(c -> "a." + ObjectName.quote(c)).collect(Collectors.joining(", "));
    String wanted =
        theirs.stream().map(c -> "n." + ObjectName.quote(c)).collect(Collectors.joining(", "));
    return lookup(
        found,
        prodArm(found),
        "(" + own + ") IN (SELECT " + wanted + " FROM " + candidates.sql() + " n)");
  }

  private Lookup lookup(Relation relation, String own, String condition) {
    return new Lookup(
        relation,
        "ARRAY(SELECT "
            + rowText(relation, "a")
            + " FROM "
            + own
            + " a WHERE "
            + condition
            + " LIMIT "
            + (ROW_LIMIT + 1)
            + ")");
  }

  private static String matches(UniqueIndex index, String theirs) {
    List<String> x = new ArrayList<>();
    for (int i = 1; i <= index.parts().size(); i++) {
      x.add("mori_x" + i);
    }
    if (!index.form().exclusion() && !index.form().nullsNotDistinct()) {
      return "(" + join("a.", x) + ") IN (SELECT " + join("n.", x) + " FROM " + theirs + " n)";
    }
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      String operator = index.parts().get(i).operator();
      conditions.add(
          "a."
              + x.get(i)
              + (operator == null ? " IS NOT DISTINCT FROM " : " " + operator + " ")
              + "n."
              + x.get(i));
    }
    return "EXISTS (SELECT 1 FROM " + theirs + " n WHERE " + String.join(" AND ", conditions) + ")";
  }

  private static String keyParts(UniqueIndex index) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < index.parts().size(); i++) {
      parts.add("(" + index.parts().get(i).definition() + ") AS mori_x" + (i + 1));
    }
    return String.join(", ", parts);
  }

  /**
   * Whether the candidates have every column that the index reads; an expression may read any
   * column it mentions.
   */
  private static boolean covers(Relation relation, Candidates candidates, UniqueIndex index) {
    StringBuilder read = new StringBuilder(index.predicate() == null ? "" : index.predicate());
    for (UniqueIndex.Part part : index.parts()) {
      read.append(' ').append(part.definition());
    }
    return relation.columns().stream()
        .filter(c -> read.indexOf(c.name()) >= 0)
        .allMatch(c -> candidates.columns().contains(c.name()));
  }

  private List<String> armColumns(Relation relation) {
    List<String> columns = new ArrayList<>();
    for (Column column : relation.columns()) {
      String value;
      if (column.prodName() != null) {
        value = "p." + ObjectName.quote(column.prodName());
      } else if (column.missing() != null) {
        value = ObjectName.literal(column.missing()) + "::text";
      } else {
        value = "NULL::text";
      }
      columns.add(value + " AS " + column.sql());
    }
    return columns;
  }

  private List<PostgresProdCatalog.ProdColumn> prodColumns(Relation relation) {
    return origin(relation).columns();
  }

  private PostgresProdCatalog.ProdRelation origin(Relation relation) {
    Relation.Origin origin = relation.origin();
    if (origin == null) {
      throw new IllegalArgumentException("a relation of the session alone has no rows on prod");
    }
    return catalog
        .prod()
        .relation(origin.prod())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "prod has no relation " + origin.prod().sql() + " any more"));
  }

  private String prodName(Relation relation) {
    return origin(relation).name().sql();
  }

  private static List<String> names(Relation relation, List<Integer> attnums) {
    return attnums.stream().map(n -> relation.column(n).orElseThrow().name()).toList();
  }

  private static String join(String prefix, List<String> names) {
    return names.stream().map(n -> prefix + n).collect(Collectors.joining(", "));
  }
}
