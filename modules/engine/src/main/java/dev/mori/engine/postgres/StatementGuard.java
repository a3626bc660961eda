package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Definition;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Statement;
import java.util.List;
import java.util.Optional;

/**
 * What no client may say, whatever it is for: it would reach the shadow's server, the ledger, or
 * the catalogs both go by (ARCHITECTURE 3.1). Judged by tokens, never by the text.
 */
public final class StatementGuard {
  private StatementGuard() {}

  /**
   * A statement and the code in it.
   *
   * @param parsed the statement
   * @param code its own text, with that of a function's body when it makes one
   */
  record Subject(ParseOutcome.Parsed parsed, Code code) {
    boolean defines() {
      return parsed.statement() instanceof Statement.Ddl || isBlock();
    }

    /** Whether this is DO. */
    boolean isBlock() {
      return parsed.statement() instanceof Statement.DoBlock;
    }

    /** Whether this has the body of a function or procedure, so that strings in it are code. */
    static boolean hasBody(Statement statement) {
      return statement instanceof Statement.DoBlock
          || (statement instanceof Statement.Ddl ddl
              && ddl.definition().object() == Definition.ObjectKind.ROUTINE
              && ddl.definition().verb() == Definition.Verb.CREATE);
    }

    /** Whether a piece is run: the text of a definition, or what is in a function's body. */
    boolean runs(Code.Piece piece) {
      return defines() || piece.depth() > 0;
    }
  }

  /**
   * Why this statement is refused.
   *
   * @param schemas the schemas of the search path that exist, in its order
   * @param pathText the search path as it was set
   */
  public static Optional<Refusal> refusal(
      ParseOutcome.Parsed parsed, List<String> schemas, String pathText) {
    if (!suspicious(parsed)) {
      return Optional.empty();
    }
    Code code =
        Subject.hasBody(parsed.statement()) ? Code.of(parsed.text()) : Code.flat(parsed.text());
    Subject subject = new Subject(parsed, code);
    return ServerGuard.refusal(subject)
        .or(() -> LedgerGuard.refusal(subject))
        .or(() -> SettingGuard.refusal(subject))
        .or(() -> CatalogGuard.refusal(subject, new CatalogGuard.Path(schemas, pathText)));
  }

  /** Whether a closer look is needed; for most statements it is not. */
  private static boolean suspicious(ParseOutcome.Parsed parsed) {
    return parsed.statement() instanceof Statement.Ddl
        || parsed.statement() instanceof Statement.DoBlock
        || parsed.names().uses().stream()
            .map(use -> use.name().value())
            .anyMatch(
                name ->
                    ServerGuard.isServers(name)
                        || LedgerGuard.mayNameLedger(name)
                        || SettingGuard.mayBeCall(name)
                        || CatalogGuard.mayBeSystem(name));
  }
}
