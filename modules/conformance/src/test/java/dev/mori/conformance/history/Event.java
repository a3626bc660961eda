package dev.mori.conformance.history;

import java.util.Map;

/** What one statement of a transaction did, as its answer told. */
public sealed interface Event {
  /**
   * One statement that read.
   *
   * @param seen every key it asked for
   * @param begin when it was sent
   */
  record Read(Map<Key, Seen> seen, long begin) implements Event {}

  /**
   * A write of one key.
   *
   * @param value never written to this key by anybody else
   * @param after the key's state afterwards
   * @param undone whether the transaction itself took it back (ROLLBACK TO SAVEPOINT)
   */
  record Write(Key key, int value, Seen after, boolean undone) implements Event {}
}
