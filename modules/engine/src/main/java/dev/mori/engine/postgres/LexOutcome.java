package dev.mori.engine.postgres;

import java.util.List;

/** What reading the tokens of a text gave. */
sealed interface LexOutcome {
  /** All tokens, the last of kind {@link Token.Kind#END}. */
  record Lexed(List<Token> tokens) implements LexOutcome {}

  /** The server would reject a token; {@code at} is the offset where it starts. */
  record Malformed(String sentence, int at) implements LexOutcome {}
}
