package dev.mori.engine.postgres;

/**
 * The name of a relation, type or function together with its schema, both exactly as the catalog
 * stores them (no folding, no quotes).
 *
 * @param schema the schema, for example {@code public}
 * @param name the object's own name
 */
public record ObjectName(String schema, String name) {

  /** The name as SQL text, both parts quoted, so that it means the same under any search path. */
  public String sql() {
    return quote(schema) + "." + quote(name);
  }

  /** Quotes one identifier: {@code a"b} becomes {@code "a""b"}. */
  public static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /**
   * Quotes one value as a string literal that means the same whatever {@code
   * standard_conforming_strings} says (PostgreSQL 15, 4.1.2.2).
   */
  public static String literal(String value) {
    String doubled = value.replace("'", "''");
    if (value.indexOf('\\') < 0) {
      return '\'' + doubled + '\'';
    }
    return " E'" + doubled.replace("\\", "\\\\") + '\'';
  }
}
