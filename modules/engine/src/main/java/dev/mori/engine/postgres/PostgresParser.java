package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.NameUse;
import dev.mori.overlay.statement.NameUse.Position;
import dev.mori.overlay.statement.Names;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.ParseOutcome.Reason;
import dev.mori.overlay.statement.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads one PostgreSQL statement into a {@link Statement} with the place of everything mori
 * rewrites or decides on.
 *
 * <p>Every valid statement is either read exactly or refused. Validity itself is the server's
 * business: some malformed texts are read too, and fail there.
 */
public final class PostgresParser {
  private PostgresParser() {}

  /** Reads {@code text}, which holds one statement, within the standard limits. */
  public static ParseOutcome parse(String text, LexerSettings settings) {
    return parse(text, settings, ParserLimits.STANDARD);
  }

  /** Reads {@code text}, which holds one statement. */
  public static ParseOutcome parse(String text, LexerSettings settings, ParserLimits limits) {
    if (text.length() > limits.length()) {
      return new ParseOutcome.Refused(
          Reason.TOO_COMPLEX, "The statement is too long.", limits.length());
    }
    if (settings.misleads(text)) {
      return new ParseOutcome.Refused(
          Reason.UNSUPPORTED, LexerSettings.MISLEADING, text.indexOf('\\'));
    }
    return switch (PostgresLexer.lex(text, settings)) {
      case LexOutcome.Malformed m ->
          new ParseOutcome.Refused(Reason.MALFORMED_TOKEN, m.sentence(), m.at());
      case LexOutcome.Lexed lexed -> parse(text, lexed.tokens(), limits);
    };
  }

  private static ParseOutcome parse(String text, List<Token> list, ParserLimits limits) {
    if (PostgresSplitter.split(list).size() > 1) {
      return new ParseOutcome.Refused(
          Reason.SEVERAL_STATEMENTS, "The text holds more than one statement.", 0);
    }
    try {
      Tokens tokens = Tokens.of(withoutLastSemicolons(list), limits);
      Cursor cursor = new Cursor(tokens);
      Statement statement = new StatementReader(cursor, limits).statement();
      cursor.expectEnd();
      return new ParseOutcome.Parsed(text, statement, names(list));
    } catch (ParseStop stop) {
      return stop.outcome();
    }
  }

  private static List<Token> withoutLastSemicolons(List<Token> tokens) {
    int last = tokens.size() - 2;
    while (last >= 0 && tokens.get(last).isSymbol(";")) {
      last--;
    }
    if (last == tokens.size() - 2) {
      return tokens;
    }
    List<Token> kept = new ArrayList<>(tokens.subList(0, last + 1));
    kept.add(tokens.getLast());
    return kept;
  }

  private static Names names(List<Token> tokens) {
    List<NameUse> uses = new ArrayList<>(tokens.size() / 2);
    Set<String> operators = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.isIdentifier()) {
        uses.add(new NameUse(token.name(), token.kind() == Kind.QUOTED, position(tokens, i)));
      } else if (token.kind() == Kind.OPERATOR) {
        operators.add(token.text());
      }
    }
    boolean parameters = tokens.stream().anyMatch(t -> t.kind() == Kind.PARAMETER);
    return new Names(uses, operators, parameters);
  }

  private static Position position(List<Token> tokens, int index) {
    if (tokens.get(index + 1).isSymbol("(")) {
      return Position.CALL;
    }
    if (index == 0 || !tokens.get(index - 1).isSymbol(".")) {
      return Position.PLAIN;
    }
    return index > 1 && tokens.get(index - 2).isIdentifier() ? Position.AFTER_DOT : Position.FIELD;
  }
}
