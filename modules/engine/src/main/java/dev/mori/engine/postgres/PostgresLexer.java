package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into exactly the tokens PostgreSQL sees (PostgreSQL 15, src/backend/parser/scan.l;
 * documentation section 4.1, Lexical Structure).
 *
 * <p>Anything unterminated and any number with trailing junk is malformed, as in the server. The
 * escapes inside strings are not checked: they cannot move a token's end.
 */
final class PostgresLexer {
  private static final String OPERATOR_CHARACTERS = "~!@#^&|`?+-*/%<>=";
  private static final String NON_SQL_OPERATOR_CHARACTERS = "~!@#^&|`?%";
  private static final String[] SINGLE = new String[128];

  static {
    for (char c = 0; c < SINGLE.length; c++) {
      SINGLE[c] = String.valueOf(c);
    }
  }

  private final String text;
  private final LexerSettings settings;
  private final List<Token> tokens;
  private int at;

  private PostgresLexer(String text, LexerSettings settings) {
    this.text = text;
    this.settings = settings;
    this.tokens = new ArrayList<>(text.length() / 4 + 4);
  }

  /** Reads all tokens of {@code text}. */
  static LexOutcome lex(String text, LexerSettings settings) {
    PostgresLexer lexer = new PostgresLexer(text, settings);
    try {
      lexer.run();
    } catch (Unreadable e) {
      return new LexOutcome.Malformed(e.sentence, e.at);
    }
    return new LexOutcome.Lexed(lexer.tokens);
  }

  private void run() {
    while (true) {
      skipBlanks();
      if (at >= text.length()) {
        tokens.add(new Token(Kind.END, at, at, ""));
        return;
      }
      char c = text.charAt(at);
      if (isIdentifierStart(c)) {
        word(c);
      } else if (c == '\'') {
        string(at, at, settings.standardConformingStrings() ? Quoting.PLAIN : Quoting.ESCAPES);
      } else if (c == '"') {
        quotedIdentifier(at, at, false);
      } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
        number();
      } else if (c == '$') {
        dollar();
      } else if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
        operator();
      } else {
        punctuation(c);
      }
    }
  }

  private char peek(int distance) {
    int index = at + distance;
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private void add(Kind kind, int begin, int end, String value) {
    if (kind == Kind.STRING && mergeEscapeClause(begin, end)) {
      at = end;
      return;
    }
    tokens.add(new Token(kind, begin, end, value));
    at = end;
  }

  /** Joins {@code U&"x" UESCAPE '!'} into one token when the string just read is the escape. */
  private boolean mergeEscapeClause(int begin, int end) {
    int size = tokens.size();
    if (size < 2 || !tokens.get(size - 1).isWord("uescape")) {
      return false;
    }
    Token unicode = tokens.get(size - 2);
    if (text.charAt(unicode.begin()) != 'U' && text.charAt(unicode.begin()) != 'u') {
      return false;
    }
    if (unicode.end() - unicode.begin() < 4 || text.charAt(unicode.begin() + 1) != '&') {
      return false;
    }
    if (end - begin != 3) {
      throw new Unreadable("The UESCAPE clause needs one character.", begin);
    }
    tokens.removeLast();
    tokens.removeLast();
    String value =
        unicode.kind() == Kind.QUOTED
            ? Identifiers.unicode(
                text, unicode.begin() + 3, unicode.end() - 1, text.charAt(begin + 1))
            : "";
    tokens.add(new Token(unicode.kind(), unicode.begin(), end, value));
    return true;
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isSpace(c)) {
        at++;
      } else if (c == '-' && peek(1) == '-') {
        at = endOfLine(at);
      } else if (c == '/' && peek(1) == '*') {
        blockComment();
      } else {
        return;
      }
    }
  }

  private int endOfLine(int from) {
    int index = from;
    while (index < text.length() && text.charAt(index) != '\n' && text.charAt(index) != '\r') {
      index++;
    }
    return index;
  }

  private void blockComment() {
    int begin = at;
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '/' && peek(1) == '*') {
        depth++;
        at += 2;
      } else if (c == '*' && peek(1) == '/') {
        depth--;
        at += 2;
        if (depth == 0) {
          return;
        }
      } else {
        at++;
      }
    }
    throw new Unreadable("A comment is not closed.", begin);
  }

  private void word(char c) {
    int begin = at;
    char next = peek(1);
    if (next == '\'') {
      switch (c) {
        case 'e', 'E' -> string(begin, begin + 1, Quoting.ESCAPES);
        case 'b', 'B', 'x', 'X' -> string(begin, begin + 1, Quoting.BITS);
        case 'n', 'N' ->
            string(
                begin,
                begin + 1,
                settings.standardConformingStrings() ? Quoting.PLAIN : Quoting.ESCAPES);
        default -> plainWord(begin);
      }
    } else if ((c == 'u' || c == 'U') && next == '&' && (peek(2) == '\'' || peek(2) == '"')) {
      if (peek(2) == '"') {
        quotedIdentifier(begin, begin + 2, true);
      } else if (settings.standardConformingStrings()) {
        string(begin, begin + 2, Quoting.PLAIN);
      } else {
        throw new Unreadable("U&'' needs standard_conforming_strings.", begin);
      }
    } else {
      plainWord(begin);
    }
  }

  private void plainWord(int begin) {
    int end = begin + 1;
    while (end < text.length() && isIdentifierPart(text.charAt(end))) {
      end++;
    }
    add(Kind.WORD, begin, end, Identifiers.fold(text, begin, end));
  }

  /** How a string's inside is read. */
  private enum Quoting {
    /** A doubled quote is a quote. */
    PLAIN,
    /** A backslash escapes the next character as well. */
    ESCAPES,
    /** Nothing is special. */
    BITS
  }

  private void string(int begin, int quote, Quoting quoting) {
    int index = quote + 1;
    while (true) {
      if (index >= text.length()) {
        throw new Unreadable("A string is not closed.", begin);
      }
      char c = text.charAt(index);
      if (c == '\\' && quoting == Quoting.ESCAPES) {
        index += 2;
      } else if (c != '\'') {
        index++;
      } else if (quoting != Quoting.BITS
          && index + 1 < text.length()
          && text.charAt(index + 1) == '\'') {
        index += 2;
      } else {
        int next = continuation(index + 1);
        if (next < 0) {
          add(quoting == Quoting.BITS ? Kind.BITS : Kind.STRING, begin, index + 1, "");
          return;
        }
        index = next + 1;
      }
    }
  }

  /** The next quote when only blanks and comments with a line break stand before it, else -1. */
  private int continuation(int from) {
    int index = from;
    boolean newline = false;
    while (index < text.length()) {
      char c = text.charAt(index);
      if (c == '\n' || c == '\r') {
        newline = true;
        index++;
      } else if (isSpace(c)) {
        index++;
      } else if (c == '-' && index + 1 < text.length() && text.charAt(index + 1) == '-') {
        index = endOfLine(index);
      } else {
        return newline && c == '\'' ? index : -1;
      }
    }
    return -1;
  }

  private void quotedIdentifier(int begin, int quote, boolean unicode) {
    int index = quote + 1;
    while (true) {
      if (index >= text.length()) {
        throw new Unreadable("A quoted identifier is not closed.", begin);
      }
      if (text.charAt(index) != '"') {
        index++;
      } else if (index + 1 < text.length() && text.charAt(index + 1) == '"') {
        index += 2;
      } else {
        break;
      }
    }
    if (index == quote + 1) {
      throw new Unreadable("A quoted identifier is empty.", begin);
    }
    String value =
        unicode && !escapeClauseFollows(index + 1)
            ? Identifiers.unicode(text, quote + 1, index, '\\')
            : Identifiers.unquote(text, quote + 1, index);
    add(Kind.QUOTED, begin, index + 1, value);
  }

  private boolean escapeClauseFollows(int from) {
    int before = at;
    at = from;
    skipBlanks();
    boolean follows = text.regionMatches(true, at, "uescape", 0, 7) && !isIdentifierPart(peek(7));
    at = before;
    return follows;
  }

  private void number() {
    int begin = at;
    int index = NumberScanner.end(text, begin, settings.majorVersion());
    if (index < text.length() && isIdentifierStart(text.charAt(index))) {
      throw new Unreadable("A number has trailing junk.", begin);
    }
    add(Kind.NUMBER, begin, index, "");
  }

  private void dollar() {
    int begin = at;
    if (isDigit(peek(1))) {
      int end = begin + 1;
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
      }
      if (end < text.length() && isIdentifierStart(text.charAt(end))) {
        throw new Unreadable("A parameter has trailing junk.", begin);
      }
      add(Kind.PARAMETER, begin, end, "");
      return;
    }
    int tagEnd = begin + 1;
    while (tagEnd < text.length()
        && (isIdentifierStart(text.charAt(tagEnd))
            || (tagEnd > begin + 1 && isDigit(text.charAt(tagEnd))))) {
      tagEnd++;
    }
    if (tagEnd >= text.length() || text.charAt(tagEnd) != '$') {
      throw new Unreadable("A dollar sign starts neither a parameter nor a string.", begin);
    }
    String delimiter = text.substring(begin, tagEnd + 1);
    int close = text.indexOf(delimiter, tagEnd + 1);
    if (close < 0) {
      throw new Unreadable("A dollar-quoted string is not closed.", begin);
    }
    tokens.add(new Token(Kind.STRING, begin, close + delimiter.length(), ""));
    at = close + delimiter.length();
  }

  private void operator() {
    int begin = at;
    int end = begin;
    while (end < text.length() && OPERATOR_CHARACTERS.indexOf(text.charAt(end)) >= 0) {
      if (end > begin && startsComment(end)) {
        break;
      }
      end++;
    }
    while (end - begin > 1
        && (text.charAt(end - 1) == '+' || text.charAt(end - 1) == '-')
        && !hasNonSqlCharacter(begin, end - 1)) {
      end--;
    }
    String symbol = end - begin == 1 ? SINGLE[text.charAt(begin)] : text.substring(begin, end);
    add(symbol.equals("=>") ? Kind.PUNCTUATION : Kind.OPERATOR, begin, end, symbol);
  }

  private boolean startsComment(int index) {
    return text.startsWith("--", index) || text.startsWith("/*", index);
  }

  private boolean hasNonSqlCharacter(int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (NON_SQL_OPERATOR_CHARACTERS.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private void punctuation(char c) {
    int begin = at;
    String symbol =
        switch (c) {
          case '(', ')', '[', ']', ',', ';' -> SINGLE[c];
          case '.' -> peek(1) == '.' ? ".." : ".";
          case ':' -> peek(1) == ':' ? "::" : peek(1) == '=' ? ":=" : ":";
          default -> throw new Unreadable("A character starts no token.", begin);
        };
    add(Kind.PUNCTUATION, begin, begin + symbol.length(), symbol);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Letters, the underscore and everything outside ASCII, no-break space included. */
  static boolean isIdentifierStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  private static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c) || c == '$';
  }

  /** Ends the reading of a text; never leaves this class and {@link Identifiers}. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String sentence;
    private final int at;

    Unreadable(String sentence, int at) {
      super(sentence, null, false, false);
      this.sentence = sentence;
      this.at = at;
    }
  }
}
