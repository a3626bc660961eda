/**
 * The durable session: a sharded, event-sourced entity for each session, a replica of it on every
 * node that uses it, and the journal below.
 *
 * <p>The rules are in {@code dev.mori.overlay.session}; here is what persists, sends and waits.
 * Start with {@link Sessions}, which is all that the rest of a node sees, then read {@code
 * ShadowSession} and {@code NodeReplica}.
 */
@NullMarked
package dev.mori.state;

import org.jspecify.annotations.NullMarked;
