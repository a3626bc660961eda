package dev.mori.conformance.history;

/**
 * Something that an isolation level forbids.
 *
 * @param kind by Adya's name, where there is one
 * @param story who did what
 */
public record Anomaly(Kind kind, String story) {
  /** The kinds that are looked for. */
  public enum Kind {
    /** A cycle of writes alone: dirty write. */
    G0,
    /** A read of what was rolled back. */
    G1A,
    /** A read of what its writer itself had overwritten. */
    G1B,
    /** A cycle of writes and reads: information flows in a circle. */
    G1C,
    /** A statement, or under snapshot isolation a transaction, that saw no one state. */
    G_SINGLE,
    /** A cycle of any dependencies: write skew, phantoms. */
    G2,
    /** Two states of a key of which neither comes before the other, or one write twice. */
    TORN_KEY,
    /** A transaction that does not see its own writes. */
    INTERNAL
  }
}
