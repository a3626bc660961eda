package dev.mori.conformance.cluster;

/**
 * One statement of a client on a counter, as the client saw it. Times are of one monotonic clock.
 *
 * @param key which counter
 * @param write whether it added one; otherwise it read
 * @param begin before it was sent
 * @param end after its answer was read
 * @param value what it returned, or {@link #UNKNOWN} when no answer came and it may or may not have
 *     happened
 */
record Operation(int key, boolean write, long begin, long end, long value) {
  static final long UNKNOWN = -1;

  boolean isKnown() {
    return value != UNKNOWN;
  }
}
