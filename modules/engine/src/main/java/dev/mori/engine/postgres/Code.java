package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A text that the server runs, with every string in it that might be run in turn: the body of a
 * function, what it gives to EXECUTE or DO, and so on.
 *
 * <p>Where a backslash stands, strings are read both as {@code standard_conforming_strings} may
 * have it: a body is read again at every call, under the setting of that moment.
 */
final class Code {
  private static final LexerSettings ESCAPING =
      new LexerSettings(false, LexerSettings.STANDARD.majorVersion());

  private static final int DEEPEST = 5;

  private final List<Piece> pieces = new ArrayList<>();
  private boolean tooDeep;

  private Code() {}

  /**
   * One text as tokens, in one reading.
   *
   * @param depth 0 for the text itself, 1 for its strings, and so on
   * @param tokens its tokens, the end included
   * @param strings the values of its strings, at the places of their tokens, empty at all others
   * @param words its distinct unquoted words
   * @param names its distinct identifiers, quoted or not
   */
  record Piece(
      int depth, List<Token> tokens, List<String> strings, Set<String> words, Set<String> names) {
    static Piece of(int depth, List<Token> tokens, List<String> strings) {
      Set<String> words = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (Token token : tokens) {
        if (token.isIdentifier()) {
          names.add(token.text());
          words.add(token.word());
        }
      }
      return new Piece(depth, tokens, strings, words, names);
    }

    /** The token there, or the end. */
    Token at(int index) {
      return index < 0 ? tokens.getLast() : tokens.get(Math.min(index, tokens.size() - 1));
    }

    /** Whether the unquoted word stands anywhere. */
    boolean has(String word) {
      return words.contains(word);
    }
  }

  /** Reads a text and the strings in it. */
  static Code of(String text) {
    Code code = new Code();
    code.read(text, 0, true);
    return code;
  }

  /** Reads a text alone. */
  static Code flat(String text) {
    Code code = new Code();
    code.read(text, 0, false);
    return code;
  }

  /** Whether the text is one the server could read. */
  boolean readable() {
    return !pieces.isEmpty() && !tooDeep;
  }

  /** The text and the strings that the server could read as code. */
  List<Piece> pieces() {
    return pieces;
  }

  /** Every identifier and keyword, strings included. */
  List<Token> identifiers() {
    return pieces.stream().flatMap(p -> p.tokens().stream()).filter(Token::isIdentifier).toList();
  }

  /** The values of all strings. */
  Stream<String> strings() {
    return pieces.stream().flatMap(p -> p.strings().stream()).filter(s -> !s.isEmpty());
  }

  private void read(String text, int depth, boolean strings) {
    if (depth > DEEPEST) {
      tooDeep = true;
      return;
    }
    read(text, depth, LexerSettings.STANDARD, strings);
    if (text.indexOf('\\') >= 0) {
      read(text, depth, ESCAPING, strings);
    }
  }

  private void read(String text, int depth, LexerSettings settings, boolean strings) {
    if (!(PostgresLexer.lex(text, settings) instanceof LexOutcome.Lexed lexed)) {
      return;
    }
    List<String> values = new ArrayList<>();
    for (Token token : lexed.tokens()) {
      values.add(
          token.kind() == Kind.STRING ? StringValue.of(text, token, settings).orElse("") : "");
    }
    pieces.add(Piece.of(depth, lexed.tokens(), values));
    if (strings) {
      values.stream().filter(v -> !v.isBlank()).forEach(v -> read(v, depth + 1, true));
    }
  }
}
