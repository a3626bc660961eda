package dev.mori.node.session;

import dev.mori.node.link.Link;
import dev.mori.node.link.ReplySink;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.TransactionStatus;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The client's own connection to its session's shadow: it carries the client's transaction, settings, temporary tables
 * and prepared statements. A reset replaces the link by one to a fresh database. Lives on one event loop.
 */
final class ShadowSide {
  private Link link;
  private long epoch;
  private long attachment;
  private int statements;
  private boolean busy;

  ShadowSide(Link link, long epoch) {
    this.link = link;
    this.epoch = epoch;
  }

  Link link() {
    return link;
  }

  /** The session's epoch whose database this is. */
  long epoch() {
    return epoch;
  }

  /** Counts the links this client has had; what was prepared on an earlier one is gone. */
  long attachment() {
    return attachment;
  }

  /** The server's own word on the transaction. */
  TransactionStatus status() {
    return link.status();
  }

  /** A number no statement of this link had before. */
  int nextStatement() {
    return ++statements;
  }

  /** Replaces the link after a reset; the old one is closed. */
  void attach(Link fresh, long newEpoch) {
    link.close();
    link = fresh;
    epoch = newEpoch;
    attachment++;
  }

  /** Statements of mori's own, in the client's transaction. */
  CompletionStage<SqlAnswer> ask(SqlCall... calls) {
    return Ask.all(link, calls);
  }

  /** {@link #ask(SqlCall...)} for a list. */
  CompletionStage<SqlAnswer> ask(List<SqlCall> calls) {
    return Ask.all(link, calls);
  }

  /** A statement of the client's; a cancel request reaches it. */
  CompletionStage<TransactionStatus> exchange(List<FrontendMessage> messages, ReplySink sink) {
    busy = true;
    return link.exchange(messages, sink).whenComplete((status, lost) -> busy = false);
  }

  /** Cancels the client's statement, if one runs here. */
  void cancel() {
    if (busy) {
      link.cancel();
    }
  }
}
