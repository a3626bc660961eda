package dev.mori.engine.postgres;

import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Purity;
import dev.mori.overlay.statement.Statement;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The only maker of {@link ReadOnlyRequest}s from a client's text (ARCHITECTURE 5): what is not
 * proven to be a pure read never becomes one.
 */
public final class PostgresGuard {
  private final PostgresCatalog catalog;

  /** A guard that knows the functions of this schema. */
  public PostgresGuard(PostgresCatalog catalog) {
    this.catalog = catalog;
  }

  /** What a statement may call. */
  public Purity purity(ParseOutcome.Parsed parsed) {
    return new PostgresPurity(new CatalogFunctions(catalog), LexerSettings.STANDARD).judge(parsed);
  }

  /** A view's query as a read; empty when it is not understood. */
  public Optional<ReadText> viewText(String query) {
    return PostgresParser.parse(query, LexerSettings.STANDARD) instanceof ParseOutcome.Parsed parsed
            && parsed.statement() instanceof Statement.Select select
        ? Optional.of(new ReadText(query, select.query(), purity(parsed)))
        : Optional.empty();
  }

  /**
   * A read of mori's own making around a client's words; empty when it is not as pure as wanted.
   */
  public Optional<ReadOnlyRequest> pureText(String sql, Predicate<Purity> wanted) {
    return PostgresParser.parse(sql, LexerSettings.STANDARD) instanceof ParseOutcome.Parsed parsed
            && parsed.statement() instanceof Statement.Select select
            && !select.locksRows()
            && wanted.test(purity(parsed))
        ? Optional.of(new ReadOnlyRequest(sql))
        : Optional.empty();
  }

  /**
   * The client's own text, which the overlay found to need nothing of the session; empty when it is
   * not pure.
   */
  public Optional<ReadOnlyRequest> original(ParseOutcome.Parsed parsed, ReadPlan.ProdDirect plan) {
    return parsed.statement() instanceof Statement.Select select
            && !select.locksRows()
            && mayRead(purity(parsed))
        ? Optional.of(new ReadOnlyRequest(parsed.text()))
        : Optional.empty();
  }

  /** The overlay's text, made from a read that is pure. */
  public Optional<ReadOnlyRequest> rewritten(ParseOutcome.Parsed parsed, ReadPlan.Rewritten plan) {
    return parsed.statement() instanceof Statement.Select select
            && !select.locksRows()
            && mayRead(purity(parsed))
        ? Optional.of(new ReadOnlyRequest(plan.text()))
        : Optional.empty();
  }

  /**
   * User functions are judged by the overlay, which has followed their bodies before it let the
   * text through.
   */
  private static boolean mayRead(Purity purity) {
    return switch (purity) {
      case Purity.Pure pure -> true;
      case Purity.Contextual contextual -> true;
      case Purity.UserFunctions user -> mayRead(user.base());
      case Purity.ShadowOnly only -> false;
      case Purity.NotARead not -> false;
    };
  }
}
