package dev.mori.engine.postgres;

import dev.mori.engine.postgres.StatementGuard.Subject;
import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Definition.ObjectKind;
import dev.mori.overlay.statement.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps clients away from the ledger (ARCHITECTURE 3.1): from its schema, the triggers that write
 * it and the settings they go by. Whoever changes those gets wrong answers later.
 */
public final class LedgerGuard {
  private static final String SCHEMA = PostgresLedger.SCHEMA;

  /** What the names of the settings begin with, and how they go on. */
  private static final String SETTING = "mori";

  private static final Set<String> SETTINGS = Set.of("hydrating", "seq");
  private static final Set<String> TRIGGERS = Set.of("mori_ledger", "mori_truncate");

  /** Words beside which the bare name is the schema's in a function's body. */
  private static final Set<String> PATH_WORDS = Set.of("search_path", "schema", "set_config");

  /** What is said to whoever names it. */
  public static final String SENTENCE = "mori's own bookkeeping is out of reach";

  /** The way out. */
  public static final String HINT = "Use mori inspect or the admin API.";

  private LedgerGuard() {}

  /** Whether unqualified names would mean the ledger's. */
  public static boolean onPath(List<String> searchPath) {
    return searchPath.contains(SCHEMA);
  }

  static boolean mayNameLedger(String name) {
    return name.regionMatches(true, 0, SCHEMA, 0, SCHEMA.length())
        || name.regionMatches(true, 0, SETTING, 0, SETTING.length());
  }

  static Optional<Refusal> refusal(Subject subject) {
    boolean paths =
        subject.code().identifiers().stream().map(Token::text).anyMatch(PATH_WORDS::contains);
    return subject.code().pieces().stream().anyMatch(piece -> touches(subject, piece, paths))
        ? Optional.of(Refusal.refuse(SENTENCE, HINT))
        : Optional.empty();
  }

  private static boolean touches(Subject subject, Code.Piece piece, boolean paths) {
    for (int i = 0; i < piece.tokens().size(); i++) {
      Token token = piece.at(i);
      boolean found =
          token.isIdentifier()
              ? name(subject, piece, i, paths)
              : token.kind() == Kind.STRING && subject.defines() && path(piece, i);
      if (found) {
        return true;
      }
    }
    return false;
  }

  private static boolean name(Subject subject, Code.Piece piece, int at, boolean paths) {
    String name = piece.at(at).text().toLowerCase(Locale.ROOT);
    if (subject.runs(piece) && (name.startsWith(SETTING + ".") || TRIGGERS.contains(name))) {
      return true;
    }
    if (name.equals(SETTING)) {
      return piece.at(at + 1).isSymbol(".") && SETTINGS.contains(piece.at(at + 2).text());
    }
    if (!name.equals(SCHEMA)) {
      return false;
    }
    boolean qualifies = piece.at(at + 1).isSymbol(".");
    if (qualifies || !subject.defines()) {
      return qualifies;
    }
    boolean path = piece.names().contains("search_path");
    return path || (piece.depth() > 0 ? paths : schema(subject, piece, at));
  }

  /** Whether a bare name in a definition is that of a schema, not of a role. */
  private static boolean schema(Subject subject, Code.Piece piece, int at) {
    boolean made =
        subject.parsed().statement() instanceof Statement.Ddl ddl
            && ddl.definition().object() == ObjectKind.SCHEMA;
    Token before = piece.at(at - 1);
    boolean owner = before.isWord("authorization") || (before.isWord("to") && piece.has("owner"));
    return (made && !owner)
        || before.isWord("schema")
        || (before.isSymbol(",") && piece.has("schema"));
  }

  /** {@code SET SCHEMA 's'} and {@code SET search_path = 's'} of a function. */
  private static boolean path(Code.Piece piece, int at) {
    boolean sets = piece.at(at - 1).isWord("schema") || piece.names().contains("search_path");
    return sets && names(piece.strings().get(at));
  }

  /** Whether a search path has the ledger's schema. */
  static boolean names(String path) {
    Code code = Code.flat(path);
    return code.readable()
        ? code.identifiers().stream().anyMatch(t -> t.text().equalsIgnoreCase(SCHEMA))
        : path.toLowerCase(Locale.ROOT).contains(SCHEMA);
  }
}
