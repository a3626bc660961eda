package dev.mori.engine.postgres;

import java.util.List;

/**
 * The columns of a table whose values are checked by a domain's constraint. Rows of the session
 * that travel to prod are checked there again, by functions that no statement names.
 */
final class CheckedTypes {
  private CheckedTypes() {}

  /** Names of the types whose checks call functions that have to be looked at. */
  static List<String> of(PostgresCatalog catalog, Relation relation) {
    return relation.columns().stream()
        .flatMap(column -> catalog.type(column.type().oid()).stream())
        .map(type -> type.name().name())
        .filter(name -> !catalog.hiddenBehind(name).isEmpty())
        .distinct()
        .toList();
  }

  /** Whether rows of the session may become rows of this table on prod. */
  static boolean harmless(PostgresCatalog catalog, Relation relation) {
    List<String> checked = of(catalog, relation);
    if (checked.isEmpty()) {
      return true;
    }
    FunctionReach functions = new FunctionReach(catalog);
    checked.forEach(functions::add);
    return functions.obstacles().isEmpty()
        && functions.dynamic().isEmpty()
        && functions.relations().isEmpty();
  }
}
