package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A value's expression in a client's statement, read for whether it may be copied into a query of
 * ours on prod.
 */
public final class ValueText {
  private static final Set<Kind> LITERALS = Set.of(Kind.STRING, Kind.NUMBER, Kind.PARAMETER);
  private static final Set<String> CONSTANT_WORDS = Set.of("null", "true", "false");

  /**
   * Words that open a query or come before a type's name (CAST, TREAT, XMLSERIALIZE: AS; the
   * functions of JSON: RETURNING). To cast may run the check of a domain.
   */
  private static final Set<String> REACHING_WORDS =
      Set.of("select", "values", "table", "with", "as", "returning");

  private final String text;
  private final List<Token> tokens;

  private ValueText(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /** Reads an expression; one that cannot be read is neither constant nor self-contained. */
  public static ValueText of(String expression) {
    return PostgresLexer.lex(expression, LexerSettings.STANDARD) instanceof LexOutcome.Lexed lexed
        ? new ValueText(expression, lexed.tokens())
        : new ValueText(expression, List.of());
  }

  /** Whether it is a constant or parameter, and nothing more. */
  public boolean plain() {
    return constant().filter(text.strip()::equals).isPresent();
  }

  /** A constant or parameter without the cast that may follow it; empty for anything else. */
  Optional<String> constant() {
    int at = !tokens.isEmpty() && signed() ? 1 : 0;
    if (tokens.size() < at + 2 || !literal(tokens.get(at), at == 1)) {
      return Optional.empty();
    }
    Token next = tokens.get(at + 1);
    boolean alone = next.kind() == Kind.END;
    boolean cast = next.isSymbol("::") && at + 2 < tokens.size() && namesType(at + 2);
    return alone || cast
        ? Optional.of(text.substring(tokens.getFirst().begin(), tokens.get(at).end()))
        : Optional.empty();
  }

  /**
   * Whether no part of it is a query, a qualified name or a cast, all of which may reach what is
   * not the server's own.
   */
  boolean selfContained() {
    for (int i = 0; i < tokens.size() - 1; i++) {
      Token token = tokens.get(i);
      boolean typedLiteral = token.isIdentifier() && tokens.get(i + 1).kind() == Kind.STRING;
      if (typedLiteral
          || token.isSymbol("::")
          || token.isSymbol(".")
          || REACHING_WORDS.contains(token.word())) {
        return false;
      }
    }
    return !tokens.isEmpty();
  }

  private boolean signed() {
    return tokens.getFirst().isSymbol("-") || tokens.getFirst().isSymbol("+");
  }

  private static boolean literal(Token token, boolean signed) {
    return signed
        ? token.kind() == Kind.NUMBER
        : LITERALS.contains(token.kind()) || CONSTANT_WORDS.contains(token.word());
  }

  /** Whether nothing but a type's name, with modifiers and brackets, stands from here on. */
  private boolean namesType(int from) {
    return tokens.subList(from, tokens.size() - 1).stream()
        .allMatch(
            t ->
                t.isIdentifier()
                    || t.kind() == Kind.NUMBER
                    || Set.of("(", ")", "[", "]", ",", ".").contains(t.text()));
  }
}
