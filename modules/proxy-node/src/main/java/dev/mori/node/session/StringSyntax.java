package dev.mori.node.session;

import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The server reads the whole of a string before it runs any of it, so a syntax error in the last
 * statement keeps the first from running. The shadow's parser is asked, by a Parse of the string.
 */
final class StringSyntax {
  private static final String SYNTAX_ERROR = "42601";
  private static final SqlCall SAVEPOINT = SqlCall.of("SAVEPOINT mori_string");
  private static final SqlCall BACK = SqlCall.of("ROLLBACK TO SAVEPOINT mori_string");
  private static final SqlCall RELEASE = SqlCall.of("RELEASE SAVEPOINT mori_string");

  private final ShadowSide shadow;
  private final PreparedStatements prepared;

  StringSyntax(ShadowSide shadow, PreparedStatements prepared) {
    this.shadow = shadow;
    this.prepared = prepared;
  }

  /** Fails with the engine's error when a string of several statements cannot be read. */
  CompletionStage<Void> check(String text) {
    boolean within = shadow.status() == TransactionStatus.IN_TRANSACTION;
    return (within ? asked(SAVEPOINT) : done())
        .thenCompose(v -> prepared.check(text, List.of()))
        .handle((v, thrown) -> thrown)
        .thenCompose(
            thrown ->
                thrown == null || onlySeveral(thrown)
                    ? (within ? asked(BACK, RELEASE) : done())
                    : CompletableFuture.failedStage(Errors.cause(thrown)));
  }

  /** What it says of a string it can read: that it has several statements, at no place in it. */
  private static boolean onlySeveral(Throwable thrown) {
    if (!(Errors.cause(thrown) instanceof SqlFailed failed)) {
      return false;
    }
    ErrorFields fields = failed.fields();
    return fields.sqlState().equals(SYNTAX_ERROR) && fields.position().isEmpty();
  }

  private CompletionStage<Void> asked(SqlCall... calls) {
    return shadow.ask(calls).thenAccept(answer -> answer.orFail());
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
