package dev.mori.node.session;

import dev.mori.overlay.session.SessionName;

/** What the node decided for each statement, for {@code mori log}; never a value of a row. */
public interface ActivityLog {
  /** Nobody listens. */
  ActivityLog QUIET = (session, decision) -> {};

  /** A statement is done. */
  void decided(SessionName session, Decision decision);

  /**
   * What became of one statement.
   *
   * @param strategy the decision, in the words of ARCHITECTURE 1, and SHADOW_READ and LOCALIZE
   * @param statement its kind, with FAILED when it failed
   * @param nanos how long it took
   */
  record Decision(String strategy, String statement, long nanos) {}
}
