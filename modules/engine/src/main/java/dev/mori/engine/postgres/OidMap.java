package dev.mori.engine.postgres;

import dev.mori.engine.postgres.PostgresProdCatalog.ProdColumn;
import dev.mori.engine.postgres.PostgresProdCatalog.ProdRelation;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Translates object ids between prod and a shadow. Types of {@code pg_catalog} have the same oid
 * everywhere; user types and their arrays are matched by qualified name, columns by the column of
 * prod they were cloned from. Immutable.
 */
public final class OidMap {
  /** Smallest oid that initdb or a user assigns, PostgreSQL 15 {@code access/transam.h}. */
  private static final long FIRST_GENBKI_OID = 10_000;

  private final Map<Long, Long> toShadow;
  private final Map<Long, Long> toProd;
  private final Map<ProdField, Field> fields;

  private OidMap(Map<Long, Long> toShadow, Map<Long, Long> toProd, Map<ProdField, Field> fields) {
    this.toShadow = Map.copyOf(toShadow);
    this.toProd = Map.copyOf(toProd);
    this.fields = Map.copyOf(fields);
  }

  /**
   * A column as RowDescription names it.
   *
   * @param relation the table's oid in the shadow, 0 when the column is none of a table
   * @param attnum its attribute number there, 0 without a table
   */
  public record Field(long relation, int attnum) {
    /** Not a column of a table. */
    public static final Field NONE = new Field(0, 0);
  }

  private record ProdField(long relation, int attnum) {}

  /** Builds the map of one catalog snapshot. */
  public static OidMap of(PostgresCatalog catalog) {
    Map<Long, Long> toShadow = new HashMap<>();
    Map<Long, Long> toProd = new HashMap<>();
    for (UserType type : catalog.types()) {
      catalog
          .prod()
          .type(type.name())
          .ifPresent(
              same -> {
                toShadow.put(same.oid(), type.oid());
                toProd.put(type.oid(), same.oid());
              });
    }
    Map<ProdField, Field> fields = new HashMap<>();
    for (Relation relation : catalog.relations()) {
      Relation.Origin origin = relation.origin();
      Optional<ProdRelation> prod =
          origin == null ? Optional.empty() : catalog.prod().relation(origin.prod());
      prod.ifPresent(p -> relation.columns().forEach(c -> add(fields, p, relation, c)));
    }
    return new OidMap(toShadow, toProd, fields);
  }

  private static void add(
      Map<ProdField, Field> fields, ProdRelation prod, Relation relation, Column column) {
    String prodName = Objects.requireNonNullElse(column.prodName(), column.name());
    Optional<ProdColumn> same = prod.column(prodName);
    same.ifPresent(
        c ->
            fields.put(
                new ProdField(prod.oid(), c.attnum()), new Field(relation.oid(), column.attnum())));
  }

  /**
   * The shadow's oid of a prod type; empty when the shadow has no type of that name, so that the
   * caller must not show the column under a wrong type.
   */
  public Optional<Long> typeInShadow(long prodOid) {
    return prodOid < FIRST_GENBKI_OID ? Optional.of(prodOid) : found(toShadow, prodOid);
  }

  /** Prod's oid of a shadow type; empty when prod has no type of that name. 0 stays 0. */
  public Optional<Long> typeOnProd(long shadowOid) {
    return shadowOid < FIRST_GENBKI_OID ? Optional.of(shadowOid) : found(toProd, shadowOid);
  }

  /** The shadow's column for a column of prod; {@link Field#NONE} when it has none. */
  public Field field(long prodRelation, int prodAttnum) {
    return fields.getOrDefault(new ProdField(prodRelation, prodAttnum), Field.NONE);
  }

  private static Optional<Long> found(Map<Long, Long> map, long oid) {
    return Optional.ofNullable(map.get(oid));
  }
}
