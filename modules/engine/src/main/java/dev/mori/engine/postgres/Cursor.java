package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Clause;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.ParseOutcome.Reason;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Span;
import java.util.ArrayList;
import java.util.List;

/** A place in the tokens of a statement, and the small steps every reader makes. */
final class Cursor {
  private final Tokens tokens;
  private int position;

  Cursor(Tokens tokens) {
    this.tokens = tokens;
  }

  Tokens tokens() {
    return tokens;
  }

  /** Index of the current token. */
  int position() {
    return position;
  }

  void moveTo(int index) {
    position = index;
  }

  Token peek() {
    return tokens.at(position);
  }

  Token peek(int distance) {
    return tokens.at(position + distance);
  }

  Token next() {
    Token token = peek();
    position++;
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  boolean isWord(String word) {
    return peek().isWord(word);
  }

  /** Whether the next tokens are these unquoted words. */
  boolean areWords(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!peek(i).isWord(words[i])) {
        return false;
      }
    }
    return true;
  }

  boolean isSymbol(String symbol) {
    return peek().isSymbol(symbol);
  }

  /** Steps over these words when they all stand here. */
  boolean accept(String... words) {
    if (!areWords(words)) {
      return false;
    }
    position += words.length;
    return true;
  }

  boolean acceptSymbol(String symbol) {
    if (!isSymbol(symbol)) {
      return false;
    }
    position++;
    return true;
  }

  void expect(String... words) {
    if (!accept(words)) {
      throw malformed();
    }
  }

  void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw malformed();
    }
  }

  void expectEnd() {
    if (!atEnd()) {
      throw isSymbol(";")
          ? new ParseStop(
              Reason.SEVERAL_STATEMENTS, "The text holds more than one statement.", peek().begin())
          : malformed();
    }
  }

  /** Any identifier, keywords included. */
  Name label() {
    if (!peek().isIdentifier()) {
      throw malformed();
    }
    return next().name();
  }

  /** An identifier that can name a column, table or cursor. */
  Name columnName() {
    if (!isColumnName()) {
      throw malformed();
    }
    return next().name();
  }

  boolean isColumnName() {
    Token token = peek();
    return token.kind() == Token.Kind.QUOTED
        || (token.kind() == Token.Kind.WORD && Keywords.isColumnName(token.text()));
  }

  /** A name of one to three parts. */
  QualifiedName qualifiedName() {
    int begin = position;
    List<Name> parts = new ArrayList<>(3);
    parts.add(columnName());
    while (isSymbol(".") && peek(1).isIdentifier()) {
      position++;
      parts.add(next().name());
    }
    if (parts.size() > 3) {
      throw malformed();
    }
    return new QualifiedName(parts, spanFrom(begin));
  }

  /** {@code (a, b, ...)}, plain names only. */
  List<Name> nameList() {
    List<Name> names = new ArrayList<>();
    expectSymbol("(");
    do {
      names.add(columnName());
    } while (acceptSymbol(","));
    expectSymbol(")");
    return names;
  }

  /** Steps over a bracketed group without looking inside. */
  Span skipGroup() {
    if (!isSymbol("(") && !isSymbol("[")) {
      throw malformed();
    }
    int begin = position;
    position = tokens.partner(position) + 1;
    return spanFrom(begin);
  }

  /** From token {@code begin} to the one before the current. */
  Span spanFrom(int begin) {
    return tokens.span(begin, position);
  }

  /** A clause whose keywords start at token {@code begin} and whose body at {@code body}. */
  Clause clauseFrom(int begin, int body) {
    return new Clause(spanFrom(begin), tokens.span(body, position));
  }

  ParseStop malformed() {
    Token token = peek();
    return new ParseStop(
        Reason.MALFORMED,
        atEnd()
            ? "The statement ends too early."
            : "The structure of the statement is not understood here.",
        token.begin());
  }

  ParseStop unsupported(String sentence) {
    return new ParseStop(Reason.UNSUPPORTED, sentence, peek().begin());
  }
}
