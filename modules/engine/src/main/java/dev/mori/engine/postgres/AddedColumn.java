package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import java.util.List;
import java.util.Set;

/** ADD COLUMN, read for whether every existing row gets the same constant, or NULL. */
final class AddedColumn {
  /** Constraints, generated values and serial types look at, or make, a value for every row. */
  private static final Set<String> ROW_BY_ROW =
      Set.of(
          "references",
          "unique",
          "primary",
          "check",
          "generated",
          "smallserial",
          "serial",
          "bigserial",
          "serial2",
          "serial4",
          "serial8");

  private static final Set<String> CONSTANT_WORDS = Set.of("true", "false", "null");
  private static final Set<String> TYPE_SYMBOLS = Set.of("(", ")", "[", "]", ",", ".");

  private final String text;
  private final List<Token> tokens;

  private AddedColumn(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /** Whether this action gives every row one constant that the catalog can keep, or NULL. */
  static boolean isPlain(String action) {
    return PostgresLexer.lex(action, LexerSettings.STANDARD) instanceof LexOutcome.Lexed lexed
        && new AddedColumn(action, lexed.tokens()).plain();
  }

  private boolean plain() {
    int given = -1;
    boolean notNull = false;
    for (int i = 0; i < tokens.size() - 1; i++) {
      Token token = tokens.get(i);
      if (token.isIdentifier() && ROW_BY_ROW.contains(token.text())) {
        return false;
      }
      if (token.isWord("default")) {
        given = i;
      }
      notNull |= token.isWord("not") && tokens.get(i + 1).isWord("null");
    }
    return given < 0 ? !notNull : isConstant(given + 1);
  }

  private boolean isConstant(int from) {
    int at = from;
    boolean bracket = tokens.get(at).isSymbol("(");
    at += bracket ? 1 : 0;
    boolean signed = tokens.get(at).isSymbol("-") || tokens.get(at).isSymbol("+");
    at += signed ? 1 : 0;
    if (!isLiteral(tokens.get(at), signed)) {
      return false;
    }
    at++;
    if (bracket) {
      if (!tokens.get(at).isSymbol(")")) {
        return false;
      }
      at++;
    }
    if (tokens.get(at).isSymbol("::")) {
      return tokens.subList(at + 1, tokens.size() - 1).stream().allMatch(AddedColumn::mayBeType);
    }
    if (tokens.get(at).isWord("not") && tokens.get(at + 1).isWord("null")) {
      at += 2;
    } else if (tokens.get(at).isWord("null")) {
      at++;
    }
    return tokens.get(at).kind() == Kind.END;
  }

  private boolean isLiteral(Token token, boolean signed) {
    boolean plainString =
        token.kind() == Kind.STRING
            && text.charAt(token.begin()) == '\''
            && token.span().of(text).indexOf('\\') < 0;
    return token.kind() == Kind.NUMBER
        || (!signed && (plainString || CONSTANT_WORDS.contains(token.word())));
  }

  /** A type's name with modifiers, NOT NULL after it included. */
  private static boolean mayBeType(Token token) {
    return token.kind() == Kind.WORD
        || token.kind() == Kind.NUMBER
        || TYPE_SYMBOLS.contains(token.text());
  }
}
