package dev.mori.engine.postgres;

/**
 * A function, procedure or aggregate that does not come with the server.
 *
 * @param oid {@code pg_proc.oid} in the database it was read from
 * @param name its schema and name
 * @param arguments {@code pg_get_function_identity_arguments}: tells overloads apart
 * @param volatility {@code provolatile}: {@code i}, {@code s} or {@code v}
 * @param language {@code pg_language.lanname}
 * @param kind {@code prokind}: {@code f}, {@code p}, {@code a} or {@code w}
 * @param source what it runs
 * @param digest equal digests mean equal result type, language, volatility and body
 */
public record CatalogFunction(
    long oid,
    ObjectName name,
    String arguments,
    char volatility,
    String language,
    char kind,
    Source source,
    String digest) {

  /**
   * What a call runs.
   *
   * @param body source text ({@code prosrc}, or the SQL body); for {@code internal} the names that
   *     its code has in {@code pg_catalog}; empty when read from prod
   * @param defaults the expressions of arguments that a call may leave out; empty when there are
   *     none
   */
  public record Source(String body, String defaults) {}

  /** The source text. */
  String body() {
    return source.body();
  }

  /** The expressions of arguments that a call may leave out. */
  String defaults() {
    return source.defaults();
  }

  /** The C code of the server itself or of a library. */
  boolean compiled() {
    return language.equals("c") || language.equals("internal");
  }

  /** Whether this is code of the server's that must not run on prod, under a name of its own. */
  boolean liar() {
    return language.equals("internal") && kind != 'a' && !BuiltInFunctions.harmlessCode(body());
  }
}
