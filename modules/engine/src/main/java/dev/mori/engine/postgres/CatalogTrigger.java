package dev.mori.engine.postgres;

/**
 * An enabled user trigger of a relation.
 *
 * @param relation oid of the relation
 * @param name the trigger's name
 * @param function oid of its function
 * @param type the bits of {@code pg_trigger.tgtype} (1 row, 2 before, 4 insert, 8 delete, 16
 *     update, 32 truncate, 64 instead)
 */
public record CatalogTrigger(long relation, String name, long function, int type) {}
