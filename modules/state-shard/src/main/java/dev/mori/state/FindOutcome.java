package dev.mori.state;

/** What came of {@link Sessions#find}. */
public sealed interface FindOutcome {

  /** The session is open on this node and its view is complete. */
  record Found(SessionHandle handle) implements FindOutcome {}

  /** There is no session of this name. */
  record NoSession() implements FindOutcome {}

  /**
   * The session's entity or its journal did not answer; nothing is known. The reason is a sentence.
   */
  record Unavailable(String reason) implements FindOutcome {}
}
