package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Copy;
import java.util.List;

/**
 * What the options of a COPY FROM say about how its data is cut into rows (PostgreSQL, COPY).
 *
 * @param kind the format
 * @param quote the octet that quotes a value of CSV
 * @param escape the octet that escapes a quote in CSV; the quote itself unless written
 * @param freezes whether FREEZE is among the options
 */
public record CopyFormat(Kind kind, int quote, int escape, boolean freezes) {
  private static final int UNKNOWN = -1;

  /** A format of COPY. */
  public enum Kind {
    /** Lines of columns, a backslash escapes. */
    TEXT,
    /** Lines of columns, some quoted. */
    CSV,
    /** Tuples with their lengths. */
    BINARY,
    /** Named in a way that is not understood here; the server knows. */
    UNKNOWN
  }

  /** Reads the options; what the server would reject gives something, too. */
  public static CopyFormat of(String text, Copy copy, LexerSettings settings) {
    Reading reading = new Reading(text);
    if (copy.subject() instanceof Copy.Subject.Table table) {
      reading.head(tokens(text.substring(0, table.query().span().begin()), settings));
    }
    copy.options()
        .ifPresent(span -> reading.options(tokens(span.of(text), settings), span.begin()));
    return reading.format();
  }

  private static List<Token> tokens(String text, LexerSettings settings) {
    return PostgresLexer.lex(text, settings) instanceof LexOutcome.Lexed lexed
        ? lexed.tokens()
        : List.of();
  }

  /** Goes through the tokens; the old syntax has no brackets, the new one names the format. */
  private static final class Reading {
    private final String text;
    private Kind kind = Kind.TEXT;
    private int quote = '"';
    private int escape;
    private boolean freezes;

    Reading(String text) {
      this.text = text;
    }

    void head(List<Token> tokens) {
      if (tokens.stream().anyMatch(token -> token.isWord("binary"))) {
        kind = Kind.BINARY;
      }
    }

    void options(List<Token> tokens, int begin) {
      boolean bracketed = tokens.stream().anyMatch(token -> token.isSymbol("("));
      for (int i = 0; i < tokens.size() - 1; i++) {
        Token token = tokens.get(i);
        Token next = tokens.get(i + 1);
        if (next.isWord("as") && i + 2 < tokens.size()) {
          next = tokens.get(i + 2);
        }
        switch (token.isIdentifier() ? token.text() : "") {
          case "freeze" -> freezes |= token.kind() == Token.Kind.WORD || startsItem(tokens, i);
          case "format" -> {
            if (bracketed && startsItem(tokens, i)) {
              kind = kind(value(next, begin));
            }
          }
          case "csv" -> kind = bracketed ? kind : Kind.CSV;
          case "binary" -> kind = bracketed ? kind : Kind.BINARY;
          case "quote" -> quote = next.kind() == Token.Kind.STRING ? octet(next, begin) : quote;
          case "escape" -> escape = next.kind() == Token.Kind.STRING ? octet(next, begin) : escape;
          default -> {
            // Nothing that moves the end of a row.
          }
        }
      }
    }

    private static boolean startsItem(List<Token> tokens, int index) {
      return index > 0
          && (tokens.get(index - 1).isSymbol("(") || tokens.get(index - 1).isSymbol(","));
    }

    private String value(Token token, int begin) {
      if (token.isIdentifier()) {
        return token.text();
      }
      String raw = text.substring(begin + token.begin(), begin + token.end());
      return raw.length() > 1 ? raw.substring(1, raw.length() - 1) : raw;
    }

    private static Kind kind(String name) {
      return switch (name) {
        case "text" -> Kind.TEXT;
        case "csv" -> Kind.CSV;
        case "binary" -> Kind.BINARY;
        default -> Kind.UNKNOWN;
      };
    }

    /** The one character of a plain string. */
    private int octet(Token token, int begin) {
      String raw = text.substring(begin + token.begin(), begin + token.end());
      if (raw.equals("''''")) {
        return '\'';
      }
      boolean plain = raw.length() == 3 && raw.charAt(0) == '\'' && raw.charAt(1) < 128;
      return plain ? raw.charAt(1) : UNKNOWN;
    }

    CopyFormat format() {
      boolean known = quote != UNKNOWN && escape != UNKNOWN;
      return new CopyFormat(
          kind == Kind.CSV && !known ? Kind.UNKNOWN : kind,
          quote,
          escape == 0 ? quote : escape,
          freezes);
    }
  }
}
