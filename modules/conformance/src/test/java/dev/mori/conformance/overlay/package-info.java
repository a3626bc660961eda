/**
 * Overlay reads against real servers: each query runs through {@link
 * dev.mori.engine.postgres.PostgresOverlay} on a prod database and natively on a private copy that
 * really took the session's writes.
 */
@NullMarked
package dev.mori.conformance.overlay;

import org.jspecify.annotations.NullMarked;
