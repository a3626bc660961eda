package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a simple-query string into statements at the semicolons the server would cut at: not those
 * in parentheses (CREATE RULE) and not those in a {@code BEGIN ATOMIC ... END} body.
 *
 * <p>The server parses the whole string before it runs the first statement, so a syntax error in
 * the last one keeps all from running.
 */
public final class PostgresSplitter {
  private PostgresSplitter() {}

  /** What splitting gave. */
  public sealed interface Outcome {
    /**
     * The statements in order, without empty ones; each span runs from the first to the last token,
     * so comments around a statement are left out.
     */
    record Split(List<Span> statements) implements Outcome {
      public Split {
        statements = List.copyOf(statements);
      }
    }

    /** The server would reject a token of the text; nothing of the text may run. */
    record Malformed(String sentence, int at) implements Outcome {}
  }

  /** Splits {@code text}. */
  public static Outcome split(String text, LexerSettings settings) {
    return switch (PostgresLexer.lex(text, settings)) {
      case LexOutcome.Malformed m -> new Outcome.Malformed(m.sentence(), m.at());
      case LexOutcome.Lexed lexed -> new Outcome.Split(split(lexed.tokens()));
    };
  }

  /** The statements in these tokens, each from its first to its last token. */
  static List<Span> split(List<Token> tokens) {
    List<Span> statements = new ArrayList<>();
    int first = 0;
    int depth = 0;
    int blocks = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.isSymbol("(") || token.isSymbol("[")) {
        depth++;
      } else if (token.isSymbol(")") || token.isSymbol("]")) {
        depth = Math.max(0, depth - 1);
      } else if (token.kind() == Kind.WORD) {
        blocks = Math.max(0, blocks + blockChange(tokens, first, i, blocks));
      } else if (token.kind() == Kind.END || (token.isSymbol(";") && depth == 0 && blocks == 0)) {
        if (i > first) {
          statements.add(new Span(tokens.get(first).begin(), tokens.get(i - 1).end()));
        }
        first = i + 1;
        depth = 0;
        blocks = 0;
      }
    }
    return statements;
  }

  private static int blockChange(List<Token> tokens, int first, int i, int blocks) {
    Token token = tokens.get(i);
    if (blocks == 0) {
      return token.isWord("atomic")
              && i > first
              && tokens.get(i - 1).isWord("begin")
              && tokens.get(first).isWord("create")
          ? 1
          : 0;
    }
    Token before = tokens.get(i - 1);
    if (before.isSymbol(".") || before.isWord("as")) {
      return 0;
    }
    return token.isWord("case") ? 1 : token.isWord("end") ? -1 : 0;
  }
}
