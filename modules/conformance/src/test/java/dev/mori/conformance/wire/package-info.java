/**
 * A raw PostgreSQL 3.0 client for tests, blocking, independent of mori's own codecs so that one bug
 * cannot hide in both. {@link dev.mori.conformance.wire.WireClient} first.
 */
@NullMarked
package dev.mori.conformance.wire;

import org.jspecify.annotations.NullMarked;
