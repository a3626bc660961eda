package dev.mori.engine.postgres;

import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.ParseOutcome.Reason;

/** Reads one PostgreSQL statement. */
public final class PostgresParser {
  private PostgresParser() {}

  /** Reads {@code text}, which holds one statement. */
  public static ParseOutcome parse(String text, LexerSettings settings) {
    return switch (PostgresLexer.lex(text, settings)) {
      case LexOutcome.Malformed m ->
          new ParseOutcome.Refused(Reason.MALFORMED_TOKEN, m.sentence(), m.at());
      case LexOutcome.Lexed lexed ->
          new ParseOutcome.Refused(Reason.UNSUPPORTED, "Not yet.", lexed.tokens().size());
    };
  }
}
