package dev.mori.engine.postgres;

import dev.mori.engine.postgres.PostgresProdCatalog.ProdColumn;
import dev.mori.engine.postgres.PostgresProdCatalog.ProdRelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** How a table of the session compares with the prod table it was cloned from. */
sealed interface TableShape {

  /**
   * Prod's rows can be shown in the session's shape.
   *
   * @param prod prod's table
   * @param plain whether name, columns and their order are the same on both sides
   * @param rowType whether prod's row type can carry the session's rows
   * @param arms the prod tables whose rows are shown: the table itself, or what is left of its
   *     partitions when the session has dropped some
   */
  record Fitting(ProdRelation prod, boolean plain, boolean rowType, List<ObjectName> arms)
      implements TableShape {
    /** Copies the list. */
    public Fitting {
      arms = List.copyOf(arms);
    }
  }

  /** Prod has no such table: it exists in the session alone. */
  record SessionOnly() implements TableShape {}

  /** Prod's rows cannot be shown in the session's shape by a projection. */
  record Diverged(String reason) implements TableShape {}

  /** Prod's own table is no longer what the session was cloned from. */
  record Drifted(String reason) implements TableShape {}

  /** The way out of a drift. */
  String DRIFT_HINT = "Reset the session, or initialise it again from production.";

  /** reg* types: their text is not their assignment form. */
  Set<String> REGISTERED =
      Set.of(
          "regclass",
          "regcollation",
          "regconfig",
          "regdictionary",
          "regnamespace",
          "regoper",
          "regoperator",
          "regproc",
          "regprocedure",
          "regrole",
          "regtype");

  /** Compares one table. */
  static TableShape of(PostgresCatalog catalog, Relation table) {
    Relation.Origin origin = table.origin();
    if (origin == null) {
      return sessionOnly(catalog, table);
    }
    Optional<ProdRelation> found = catalog.prod().relation(origin.prod());
    if (found.isEmpty()) {
      return new Drifted("Table " + origin.prod().sql() + " no longer exists on production.");
    }
    ProdRelation prod = found.get();
    for (Column column : table.columns()) {
      Optional<TableShape> obstacle = obstacle(catalog, prod, table, column);
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
    }
    List<String> shown =
        table.columns().stream().map(c -> Objects.requireNonNullElse(c.prodName(), "")).toList();
    List<String> there = prod.columns().stream().map(ProdColumn::name).toList();
    boolean rowType = shown.equals(there);
    boolean sameNames = shown.equals(table.columns().stream().map(Column::name).toList());
    List<ObjectName> arms = arms(catalog, table, prod);
    boolean whole = arms.equals(List.of(prod.name()));
    boolean plain = whole && rowType && sameNames && prod.name().equals(table.name());
    return new Fitting(prod, plain, rowType, arms);
  }

  /**
   * The prod tables whose rows are a table's: the table itself, or what is left of its partitions
   * when the session has dropped some.
   */
  static List<ObjectName> arms(PostgresCatalog catalog, Relation table, ProdRelation prod) {
    List<ProdRelation> there = catalog.prod().children(prod.oid());
    if (table.kind() != Relation.Kind.PARTITIONED || there.isEmpty()) {
      return List.of(prod.name());
    }
    List<ObjectName> arms = new ArrayList<>();
    boolean whole = true;
    for (ProdRelation part : there) {
      Optional<Relation> here =
          catalog.cloneOf(part.name()).filter(r -> r.traits().parent() == table.oid());
      List<ObjectName> below = here.map(r -> arms(catalog, r, part)).orElse(List.of());
      whole &= below.equals(List.of(part.name()));
      arms.addAll(below);
    }
    return whole ? List.of(prod.name()) : arms;
  }

  /** The shape of a table whose rows all come from the shadow. */
  static TableShape sessionOnly(PostgresCatalog catalog, Relation table) {
    for (Column column : table.columns()) {
      if (!shippable(catalog, column)) {
        return new Diverged(
            "column " + column.sql() + " of " + table.name().sql() + " has a type unknown to prod");
      }
    }
    return new SessionOnly();
  }

  private static Optional<TableShape> obstacle(
      PostgresCatalog catalog, ProdRelation prod, Relation table, Column column) {
    String prodName = column.prodName();
    String named = "column " + column.sql() + " of " + table.name().sql();
    if (prodName == null) {
      boolean computed =
          column.generation() != Column.Generation.NONE
              || (column.defaultExpression() != null && column.missing() == null);
      return computed || !shippable(catalog, column)
          ? Optional.of(new Diverged(named + " was added with a value prod cannot show"))
          : Optional.empty();
    }
    Optional<ProdColumn> there = prod.column(prodName);
    if (there.isEmpty()) {
      return Optional.of(
          new Drifted(
              "Column "
                  + ObjectName.quote(prodName)
                  + " of table "
                  + prod.name().sql()
                  + " no longer exists on production."));
    }
    boolean same =
        there.get().type().equals(column.type().sql()) && typeFits(catalog, column.type().oid());
    return same ? Optional.empty() : Optional.of(new Diverged(named + " has another type"));
  }

  private static boolean shippable(PostgresCatalog catalog, Column column) {
    return typeFits(catalog, column.type().oid()) && !REGISTERED.contains(column.type().bare());
  }

  /** Whether values of a type mean the same on prod: a system type, or an equal user type. */
  static boolean typeFits(PostgresCatalog catalog, long oid) {
    Optional<UserType> here = catalog.type(oid);
    if (here.isEmpty()) {
      return true;
    }
    UserType type = here.get();
    if (type.element() != 0) {
      return typeFits(catalog, type.element()) && catalog.prod().type(type.name()).isPresent();
    }
    return catalog.prod().type(type.name()).filter(p -> alike(type, p)).isPresent();
  }

  /** Labels may have been added to an enum: a prod row never has a new one. */
  private static boolean alike(UserType here, UserType there) {
    if (here.kind() != there.kind()) {
      return false;
    }
    if (here.kind() != 'e' || here.signature().equals(there.signature())) {
      return here.signature().equals(there.signature());
    }
    List<String> labels = List.of(there.signature().split(",", -1));
    int next = 0;
    for (String label : here.signature().split(",", -1)) {
      if (next < labels.size() && labels.get(next).equals(label)) {
        next++;
      }
    }
    return next == labels.size();
  }
}
