/**
 * PostgreSQL: what mori knows about its dialect, catalog and ledger. Pure: text and values in, text
 * and values out; no sockets, no actors. Read {@link dev.mori.engine.postgres.PostgresLedger}
 * first.
 */
@org.jspecify.annotations.NullMarked
package dev.mori.engine.postgres;
