package dev.mori.engine.postgres;

/**
 * Why a statement is not run at all.
 *
 * @param sentence what is wrong with it
 * @param hint the way out
 */
public record Refusal(String sentence, String hint) {
  static Refusal refuse(String sentence, String hint) {
    return new Refusal(sentence, hint);
  }
}
