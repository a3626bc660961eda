package dev.mori.state;

/** What came of asking a session for a change. */
public sealed interface ChangeOutcome extends SessionMessage {

  /**
   * It is so: persisted, and every replica that may be trusted has it, this node's own included.
   *
   * @param epoch epoch of the session now
   * @param revision a view of at least this revision shows it
   */
  record Done(long epoch, long revision) implements ChangeOutcome {}

  /**
   * The session was reset since: the transaction's shadow is given up and it must not commit.
   *
   * @param given the epoch of the request
   * @param current the epoch of the session
   */
  record StaleEpoch(long given, long current) implements ChangeOutcome {}

  /** The session was dropped. */
  record NoSession() implements ChangeOutcome {}

  /**
   * No answer in time, or the journal failed. It may or may not be so, which is harmless for marks:
   * the transaction must not commit, and may try again. The reason is a sentence.
   */
  record Unavailable(String reason) implements ChangeOutcome {}
}
