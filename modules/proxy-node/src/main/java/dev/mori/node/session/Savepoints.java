package dev.mori.node.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The client's savepoints, for what ends with a rollback to one of them: portals made since
 * (PostgreSQL, AtSubAbort_Portals). Moments are counted, not timed.
 */
final class Savepoints {
  private final Deque<Savepoint> open = new ArrayDeque<>();
  private long moment;

  /** A savepoint and when it was set. */
  private record Savepoint(String name, long moment) {}

  /** The next moment; every later one is greater. */
  long now() {
    return ++moment;
  }

  /** SAVEPOINT; an older one of the same name is hidden by it. */
  void set(String name) {
    open.push(new Savepoint(name, now()));
  }

  /** RELEASE: it and those after it are no more; what was made since stays. */
  void release(String name) {
    since(name);
    open.poll();
  }

  /** ROLLBACK TO: those after it are no more. What was made after this moment is gone. */
  long since(String name) {
    while (!open.isEmpty() && !open.peek().name().equals(name)) {
      open.pop();
    }
    return open.isEmpty() ? 0 : open.peek().moment();
  }

  /** The transaction has ended. */
  void clear() {
    open.clear();
  }
}
