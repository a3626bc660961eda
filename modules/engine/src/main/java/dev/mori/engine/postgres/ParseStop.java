package dev.mori.engine.postgres;

import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.ParseOutcome.Reason;

/**
 * Ends the reading of a statement from any depth. It carries no stack trace and never leaves this
 * package, where {@link PostgresParser} turns it into a value.
 */
final class ParseStop extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;
  private final String sentence;
  private final int at;

  /**
   * Stops at a place.
   *
   * @param reason the stable code
   * @param sentence one sentence without literals of the text
   * @param at offset in the text
   */
  ParseStop(Reason reason, String sentence, int at) {
    super(sentence, null, false, false);
    this.reason = reason;
    this.sentence = sentence;
    this.at = at;
  }

  /** The value this stands for. */
  ParseOutcome.Refused outcome() {
    return new ParseOutcome.Refused(reason, sentence, at);
  }
}
