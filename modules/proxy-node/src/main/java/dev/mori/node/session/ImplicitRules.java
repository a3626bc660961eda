package dev.mori.node.session;

import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.statement.Setting;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.Transaction;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.Optional;

/**
 * What a server says to statements that want a transaction block of the client's, where mori has
 * opened the transaction: the shadow, which is in a block, would not say it. A string of several
 * statements is treated a little better than a pipeline (PostgreSQL, CheckTransactionBlock and
 * DefineSavepoint in xact.c).
 */
final class ImplicitRules {
  private static final String NO_TRANSACTION = "25P01";

  private ImplicitRules() {}

  /**
   * The warning that comes before the statement's completion.
   *
   * @param simple whether it stands in a string of several statements, not in a pipeline
   * @throws SqlFailed when a server refuses the statement
   */
  static Optional<BackendMessage> check(Statement statement, boolean simple) {
    return switch (statement) {
      case Statement.TransactionControl control -> control(control.transaction(), simple);
      case Statement.SetVariable set when set.setting().scope() == Setting.Scope.LOCAL ->
          simple ? Optional.empty() : warning("SET LOCAL");
      case Statement.LockTable lock when !simple -> throw needsBlock("LOCK TABLE");
      case Statement.DeclareCursor cursor when !simple && !cursor.hold() ->
          throw needsBlock("DECLARE CURSOR");
      default -> Optional.empty();
    };
  }

  private static Optional<BackendMessage> control(Transaction transaction, boolean simple) {
    return switch (transaction.verb()) {
      case SAVEPOINT -> throw needsBlock("SAVEPOINT");
      case RELEASE -> throw needsBlock("RELEASE SAVEPOINT");
      case ROLLBACK_TO -> throw needsBlock("ROLLBACK TO SAVEPOINT");
      case COMMIT -> ends(transaction, "COMMIT AND CHAIN");
      case ROLLBACK -> ends(transaction, "ROLLBACK AND CHAIN");
      case SET_TRANSACTION -> simple ? Optional.empty() : warning("SET TRANSACTION");
      case SET_CONSTRAINTS -> simple ? Optional.empty() : warning("SET CONSTRAINTS");
      default -> Optional.empty();
    };
  }

  private static Optional<BackendMessage> ends(Transaction transaction, String chained) {
    if (transaction.chain()) {
      throw needsBlock(chained);
    }
    return notice("there is no transaction in progress");
  }

  private static Optional<BackendMessage> warning(String what) {
    return notice(what + " can only be used in transaction blocks");
  }

  private static Optional<BackendMessage> notice(String sentence) {
    return Optional.of(
        new BackendMessage.NoticeResponse(
            ErrorFields.of(ErrorFields.Severity.WARNING, NO_TRANSACTION, sentence)));
  }

  private static SqlFailed needsBlock(String what) {
    return new SqlFailed(
        ErrorFields.error(NO_TRANSACTION, what + " can only be used in transaction blocks"));
  }
}
