package dev.mori.overlay.statement;

/** What parsing one statement gave. */
public sealed interface ParseOutcome {
  /**
   * The statement is understood.
   *
   * @param text the text all positions refer to
   * @param statement what it says
   * @param names every identifier and operator token of the text
   */
  record Parsed(String text, Statement statement, Names names) implements ParseOutcome {}

  /**
   * The statement is not understood and must not reach prod. It may be sent to the shadow to get
   * the engine's own error when {@code reason} is {@link Reason#MALFORMED}.
   *
   * @param reason the stable code
   * @param sentence one sentence for the client; holds no literal of the text
   * @param at offset in the text where understanding ended
   */
  record Refused(Reason reason, String sentence, int at) implements ParseOutcome {}

  /** Why a text is not understood. */
  enum Reason {
    /** Longer, or nested deeper, than the limits allow. */
    TOO_COMPLEX,
    /** A string, comment, quoted identifier or number that the engine itself would reject. */
    MALFORMED_TOKEN,
    /** The structure is none the engine accepts, as far as we know its grammar. */
    MALFORMED,
    /** More than one statement where one was expected. */
    SEVERAL_STATEMENTS,
    /** Valid, but a construct whose references we cannot name completely. */
    UNSUPPORTED
  }
}
