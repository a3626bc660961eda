package dev.mori.engine.postgres;

import java.util.List;

/**
 * The columns of a table whose values run code when they are made or compared: a domain's checks,
 * mostly. Rows of the session that travel to prod would run it there again, though no statement
 * names it.
 */
final class CheckedTypes {
  private CheckedTypes() {}

  /** Names of the types whose code does more than compute. */
  static List<String> of(PostgresCatalog catalog, Relation relation) {
    return relation.columns().stream()
        .flatMap(column -> catalog.type(column.type().oid()).stream())
        .map(type -> type.name().name())
        .filter(catalog::runsHidden)
        .distinct()
        .toList();
  }

  /** Whether rows of the session may become rows of this table on prod. */
  static boolean harmless(PostgresCatalog catalog, Relation relation) {
    return of(catalog, relation).isEmpty() && !catalog.runsHidden(PostgresCatalog.ANYWHERE);
  }
}
