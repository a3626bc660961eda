package dev.mori.engine.postgres;

import dev.mori.overlay.statement.NameUse.Position;

/** What one catalog snapshot says about functions and operators outside {@code pg_catalog}. */
final class CatalogFunctions implements FunctionCatalog {
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
    return !catalog.functionsNamed(name).isEmpty()
        || !catalog.prod().functionsNamed(name).isEmpty();
  }

  @Override
  public boolean hidesCalls(String name) {
    return catalog.runsHidden(name);
  }

  @Override
  public boolean isUserOperator(String symbol) {
    return catalog.hasPlainOperator(symbol)
        || catalog.operatorFunctions(symbol).stream()
            .anyMatch(
                f ->
                    f.volatility() != 'i'
                        || !f.compiled()
                        || f.liar()
                        || catalog.runsHidden(f.name().name()));
  }
}
