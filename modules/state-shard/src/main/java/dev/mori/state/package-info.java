/**
 * The durable session: sharded entity, node replicas, leases and the journal's serialisers.
 */
@NullMarked
package dev.mori.state;

import org.jspecify.annotations.NullMarked;
