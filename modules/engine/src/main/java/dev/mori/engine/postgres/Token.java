package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.Span;

/**
 * One lexical token.
 *
 * @param kind what it is
 * @param begin UTF-16 offset of its first unit
 * @param end UTF-16 offset after its last unit
 * @param text the folded or unescaped value of a word or quoted identifier, the symbol of an
 *     operator or punctuation, the empty string otherwise
 */
record Token(Kind kind, int begin, int end, String text) {
  /** What a token is. */
  enum Kind {
    /** An unquoted identifier or keyword. */
    WORD,
    /** A quoted identifier. */
    QUOTED,
    /** A string constant, continuation lines included. */
    STRING,
    /** A bit-string constant. */
    BITS,
    /** A number without sign. */
    NUMBER,
    /** {@code $n}. */
    PARAMETER,
    /** An operator, {@code *} among them. */
    OPERATOR,
    /** One of {@code ( ) [ ] , ; . : :: := .. =>}. */
    PUNCTUATION,
    /** The end of the text. */
    END
  }

  /** Whether this is the unquoted word {@code word}, given in lower case. */
  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  /** Whether this is the operator or punctuation {@code symbol}. */
  boolean isSymbol(String symbol) {
    return (kind == Kind.PUNCTUATION || kind == Kind.OPERATOR) && text.equals(symbol);
  }

  /** The value of an unquoted word, the empty string for anything else. */
  String word() {
    return kind == Kind.WORD ? text : "";
  }

  /** Whether this is an identifier or keyword, quoted or not. */
  boolean isIdentifier() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }

  /** Its place in the text. */
  Span span() {
    return new Span(begin, end);
  }

  /** This identifier with its place. */
  Name name() {
    return new Name(text, span());
  }
}
