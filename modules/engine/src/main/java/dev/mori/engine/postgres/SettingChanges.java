package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether the text of a function or view may change settings: SET, RESET or set_config, in it or in
 * a string that it may run.
 */
final class SettingChanges {
  /** After these a statement begins, in SQL and in PL/pgSQL. */
  private static final Set<String> OPENING = Set.of("begin", "then", "else", "loop", "atomic");

  private static final int MAX_DEPTH = 8;

  private SettingChanges() {}

  /** Whether it may; true for what cannot be read. */
  static boolean in(String text) {
    return in(text, 0);
  }

  private static boolean in(String text, int depth) {
    if (depth > MAX_DEPTH
        || !(PostgresLexer.lex(text, LexerSettings.STANDARD) instanceof LexOutcome.Lexed lexed)) {
      return true;
    }
    List<Token> tokens = lexed.tokens();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean begins = i == 0 || opens(tokens.get(i - 1));
      if ((token.isIdentifier() && token.text().equals("set_config"))
          || token.isWord("execute")
          || (begins && (token.isWord("set") || token.isWord("reset")))
          || (token.kind() == Kind.STRING
              && mayHold(text, token)
              && in(inside(text, token), depth + 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean opens(Token before) {
    return before.isSymbol(";") || before.isSymbol(">>") || OPENING.contains(before.word());
  }

  /** Most strings are no statements; those that are hold a letter of one of the words. */
  private static boolean mayHold(String text, Token string) {
    String lower = text.substring(string.begin(), string.end()).toLowerCase(Locale.ROOT);
    return lower.contains("set") || lower.contains("\\") || lower.contains("execute");
  }

  /** What stands between the quotes, escapes as they are written. */
  private static String inside(String text, Token string) {
    String whole = text.substring(string.begin(), string.end());
    int open = whole.indexOf(whole.startsWith("$") ? '$' : '\'');
    if (whole.startsWith("$")) {
      int tag = whole.indexOf('$', 1) + 1;
      return whole.substring(tag, whole.length() - tag);
    }
    return whole.contains("\\")
        ? "set"
        : whole.substring(open + 1, whole.lastIndexOf('\'')).replace("''", "'");
  }
}
