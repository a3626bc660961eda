package dev.mori.state;

/** A rule of the protocol that the simulated world breaks on purpose, to be caught at it. */
enum Broken {
  /** All rules are kept. */
  NOTHING,
  /** A transaction commits on the shadow and marks its keys then. */
  MARK_AFTER_COMMIT,
  /** An entity takes a replica's acknowledgement for granted when it sends an event. */
  ANSWER_BEFORE_REPLICAS,
  /** A lease counts from when its grant arrives, not from when it was asked for. */
  LEASE_FROM_ARRIVAL,
  /** A right counts from when the database has answered, not from before it was asked. */
  TITLE_FROM_ANSWER,
  /** An entity reads the journal first and takes its title then. */
  JOURNAL_BEFORE_TITLE,
  /**
   * Leases and titles are held by the monotonic clock, which stands still in a suspended machine.
   */
  MONOTONIC_ALONE
}
