package dev.mori.node.server;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node has started so far. Closing closes all of it in the order of {@link Part}; a part
 * that does not close keeps no other from being closed.
 */
final class StartedParts implements AutoCloseable {
  private final Map<Part, Runnable> closing = new EnumMap<>(Part.class);

  /** The parts in the order in which they are closed. */
  enum Part {
    /** Clients first: their transactions may end while everything is still there. */
    SERVER,
    ACTORS,
    PROD,
    /** After the actors, whose streams run on them. */
    LOOPS,
    SHADOWS,
    SHADOW_SERVER
  }

  /** A part has been started. */
  void add(Part part, Runnable close) {
    closing.put(part, close);
  }

  /** Closes everything; throws the first failure with the others suppressed. Once. */
  @Override
  public void close() {
    RuntimeException first = null;
    for (Runnable close : closing.values()) {
      RuntimeException failure = failure(close);
      if (first == null) {
        first = failure;
      } else if (failure != null) {
        first.addSuppressed(failure);
      }
    }
    closing.clear();
    if (first != null) {
      throw first;
    }
  }

  private static @Nullable RuntimeException failure(Runnable close) {
    try {
      close.run();
      return null;
    } catch (RuntimeException e) {
      return e;
    } catch (Error e) {
      return new IllegalStateException("closing failed", e);
    }
  }
}
