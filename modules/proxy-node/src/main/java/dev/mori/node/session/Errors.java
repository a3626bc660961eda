package dev.mori.node.session;

import dev.mori.node.link.Link;
import dev.mori.node.link.LinkFailure;
import dev.mori.node.link.LinkLost;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The errors that mori itself gives to PostgreSQL clients (docs/errors.md). */
public final class Errors {
  /**
   * Stands at the head of every message of mori's own, so that people and tests can tell it from
   * the server's.
   */
  public static final String MARK = "mori: ";

  private static final Set<String> PASSING = Set.of("40", "53", "57");

  private Errors() {}

  /** A statement mori cannot answer exactly: SQLSTATE 0A000, with the reason and the way out. */
  public static SqlFailed refused(String sentence, String hint) {
    return new SqlFailed(ErrorFields.error("0A000", MARK + sentence).withHint(hint));
  }

  /** The transaction must be tried again: SQLSTATE 40001. */
  public static SqlFailed retry(String sentence) {
    return new SqlFailed(
        ErrorFields.error("40001", MARK + sentence).withHint("Run the whole transaction again."));
  }

  /** An error of another class. */
  public static SqlFailed failed(String sqlState, String sentence) {
    return new SqlFailed(ErrorFields.error(sqlState, MARK + sentence));
  }

  /** The cause behind the wrappers that completion stages add. */
  public static Throwable cause(Throwable thrown) {
    Throwable t = thrown;
    while (t instanceof CompletionException && t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }

  /**
   * Whether a server has found something wrong with the statement: not a lost connection, and not
   * one of the classes that say nothing about it (40 rolled back, 53 resources, 57 cancelled or
   * timed out).
   */
  static boolean ofStatement(Throwable thrown) {
    return cause(thrown) instanceof SqlFailed failed
        && PASSING.stream().noneMatch(failed.fields().sqlState()::startsWith);
  }

  /** A connection to the session's shadow; where none could be made, 08006 says so. */
  static CompletionStage<Link> toShadow(CompletionStage<Link> connecting) {
    return connecting.exceptionally(
        thrown -> {
          throw cause(thrown) instanceof LinkFailure failure
              ? failed("08006", "the session's shadow is out of reach: " + failure.getMessage())
              : new CompletionException(cause(thrown));
        });
  }

  /**
   * What the client is told about a failed connection to prod: SQLSTATE 08006, or 53300 when the
   * pool is exhausted.
   */
  public static SqlFailed of(Throwable thrown) {
    return switch (cause(thrown)) {
      case SqlFailed failed -> failed;
      case LinkFailure failure ->
          failed(
              failure.reason() == LinkFailure.Reason.POOL_EXHAUSTED ? "53300" : "08006",
              "prod is out of reach: " + failure.getMessage());
      case LinkLost lost -> failed("08006", "a connection was lost: " + lost.getMessage());
      case RuntimeException bug -> throw bug;
      case Error bug -> throw bug;
      case Throwable checked -> throw new IllegalStateException(checked);
    };
  }
}
