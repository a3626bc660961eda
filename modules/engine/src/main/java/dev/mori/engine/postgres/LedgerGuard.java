package dev.mori.engine.postgres;

import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Statement;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps clients away from the ledger (ARCHITECTURE 3.1): from schema {@code mori}, the triggers
 * that write it and the settings they go by. Whoever changes those gets wrong answers later.
 */
public final class LedgerGuard {
  private static final String SCHEMA = "mori";
  private static final Set<String> TRIGGERS = Set.of("mori_ledger", "mori_truncate");

  /** A name of the schema's, or a setting of mori's, in a string: a function's body, mostly. */
  private static final Pattern QUALIFIED = Pattern.compile("(?i)\\bmori\"?\\s*\\.");

  private static final Pattern ON_PATH = Pattern.compile("(?is).*\\bsearch_path\\b.*\\bmori\\b.*");

  private LedgerGuard() {}

  /** Whether a statement names anything of the ledger's. */
  public static boolean touches(ParseOutcome.Parsed parsed) {
    String text = parsed.text();
    boolean defines = parsed.statement() instanceof Statement.Ddl;
    boolean sets = parsed.names().mentions("set_config");
    if ((defines || sets) && (QUALIFIED.matcher(text).find() || ON_PATH.matcher(text).matches())) {
      return true;
    }
    if (defines && TRIGGERS.stream().anyMatch(parsed.names()::mentions)) {
      return true;
    }
    return parsed.names().mentions(SCHEMA) && named(text, defines);
  }

  /** Whether unqualified names would mean the ledger's. */
  public static boolean onPath(List<String> searchPath) {
    return searchPath.contains(SCHEMA);
  }

  private static boolean named(String text, boolean defines) {
    return switch (PostgresLexer.lex(text, LexerSettings.STANDARD)) {
      case LexOutcome.Malformed malformed -> true;
      case LexOutcome.Lexed lexed -> {
        List<Token> tokens = lexed.tokens();
        boolean schemas = defines && tokens.stream().anyMatch(t -> t.isWord("schema"));
        boolean found = false;
        for (int i = 0; i + 1 < tokens.size(); i++) {
          Token token = tokens.get(i);
          found |=
              token.isIdentifier()
                  && token.text().equals(SCHEMA)
                  && (schemas || tokens.get(i + 1).isSymbol("."));
        }
        yield found;
      }
    };
  }
}
