package dev.mori.overlay.session;

import java.time.Instant;

/**
 * One change of the schema in the session.
 *
 * @param version version of the session's schema after the change; the schema as cloned is version
 *     0
 * @param what the kind and the name of what changed, for people, for example {@code ALTER TABLE
 *     public.orders}; never a statement's text, which may hold values
 * @param at when it was decided
 */
public record SchemaChange(long version, String what, Instant at) {}
