package dev.mori.engine.postgres;

/**
 * A type outside {@code pg_catalog}: enum, composite, domain, range, base type, row type or array.
 *
 * @param oid its oid in the database it was read from
 * @param name its schema and name
 * @param kind {@code typtype}: {@code b}, {@code c}, {@code d}, {@code e}, {@code m}, {@code p} or
 *     {@code r}
 * @param element for an array type the element's oid, else 0
 * @param relation for a row type the relation's oid, else 0
 * @param signature what values look like: labels, attributes, base type or subtype; empty otherwise
 */
public record UserType(
    long oid, ObjectName name, char kind, long element, long relation, String signature) {}
