package dev.mori.state;

/** What came of {@link Sessions#open}. */
public sealed interface OpenOutcome {

  /**
   * The session is open on this node and its view is complete.
   *
   * @param handle the session
   * @param created whether it did not exist before
   */
  record Opened(SessionHandle handle, boolean created) implements OpenOutcome {}

  /**
   * The session's entity or its journal did not answer; nothing is known. The reason is a sentence.
   */
  record Unavailable(String reason) implements OpenOutcome {}
}
