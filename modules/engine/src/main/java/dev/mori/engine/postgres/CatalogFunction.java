package dev.mori.engine.postgres;

/**
 * A function, procedure or aggregate outside the system schemas.
 *
 * @param oid {@code pg_proc.oid} in the database it was read from
 * @param name its schema and name
 * @param arguments {@code pg_get_function_identity_arguments}: tells overloads apart
 * @param volatility {@code provolatile}: {@code i}, {@code s} or {@code v}
 * @param language {@code pg_language.lanname}
 * @param kind {@code prokind}: {@code f}, {@code p}, {@code a} or {@code w}
 * @param body source text ({@code prosrc}, or the SQL body); empty when read from prod
 * @param digest equal digests mean equal result type, language, volatility and body
 */
public record CatalogFunction(
    long oid,
    ObjectName name,
    String arguments,
    char volatility,
    String language,
    char kind,
    String body,
    String digest) {}
