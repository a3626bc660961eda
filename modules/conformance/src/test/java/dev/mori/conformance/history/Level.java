package dev.mori.conformance.history;

import java.util.Optional;

/** What a transaction asks of the server, and what its history is then held to. */
public enum Level {
  /** Each statement sees one state, and nothing that is not committed. */
  READ_COMMITTED,
  /** Snapshot isolation: the whole transaction sees one state. */
  REPEATABLE_READ,
  /** As if transactions ran one after the other. */
  SERIALIZABLE;

  /** The next one that forbids more. */
  public Optional<Level> stronger() {
    return switch (this) {
      case READ_COMMITTED -> Optional.of(REPEATABLE_READ);
      case REPEATABLE_READ -> Optional.of(SERIALIZABLE);
      case SERIALIZABLE -> Optional.empty();
    };
  }

  /** As SQL writes it. */
  public String sql() {
    return name().replace('_', ' ');
  }
}
