package dev.mori.engine.postgres;

import dev.mori.overlay.statement.NameUse.Position;

/**
 * What pg_proc and pg_operator say about names, for {@link PostgresPurity}: those of prod together
 * with those of the session's shadow, where functions may have been created since.
 */
public interface FunctionCatalog {
  /** A server without any function or operator outside PostgreSQL 15's own catalog. */
  FunctionCatalog BUILT_IN_ONLY =
      new FunctionCatalog() {
        @Override
        public Volatility builtIn(String name) {
          return Volatility.NONE;
        }

        @Override
        public boolean isUserFunction(String name, Position position) {
          return false;
        }

        @Override
        public boolean isUserOperator(String symbol) {
          return false;
        }
      };

  /**
   * The worst volatility over all overloads of {@code name} in pg_catalog. It is asked to learn of
   * functions newer than the built-in list and of immutable ones that no longer are.
   */
  Volatility builtIn(String name);

  /**
   * Whether a function, aggregate or procedure outside pg_catalog could be what {@code name} calls
   * in this position. For {@link Position#AFTER_DOT} only functions of one argument of a row type
   * count, for {@link Position#FIELD} those of one argument; {@link Position#PLAIN} is never asked.
   */
  boolean isUserFunction(String name, Position position);

  /**
   * Whether an operator of this symbol exists outside pg_catalog whose function is not harmless.
   */
  boolean isUserOperator(String symbol);

  /** Whether functions outside pg_catalog run behind this name of an aggregate or a type. */
  default boolean hidesCalls(String name) {
    return false;
  }

  /** Volatility classes, mildest first. */
  enum Volatility {
    /** There is no such function. */
    NONE,
    /** Depends on its arguments only. */
    IMMUTABLE,
    /** Constant within a statement. */
    STABLE,
    /** Anything else. */
    VOLATILE
  }
}
