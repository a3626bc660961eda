package dev.mori.engine.postgres;

import dev.mori.overlay.statement.NameUse.Position;
import java.util.Set;

/** What one catalog snapshot says about functions and operators outside {@code pg_catalog}. */
final class CatalogFunctions implements FunctionCatalog {
  private static final Set<String> COMPILED = Set.of("c", "internal");

  private final PostgresCatalog catalog;

  CatalogFunctions(PostgresCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Volatility builtIn(String name) {
    return Volatility.NONE;
  }

  @Override
  public boolean isUserFunction(String name, Position position) {
    return !catalog.functionsNamed(name).isEmpty();
  }

  @Override
  public boolean hidesCalls(String name) {
    return !catalog.hiddenBehind(name).isEmpty();
  }

  @Override
  public boolean isUserOperator(String symbol) {
    return catalog.hasPlainOperator(symbol)
        || catalog.operatorFunctions(symbol).stream()
            .anyMatch(f -> f.volatility() != 'i' || !COMPILED.contains(f.language()));
  }
}
