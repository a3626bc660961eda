package dev.mori.node.session;

import dev.mori.node.link.Link;
import dev.mori.node.link.LinkLost;
import dev.mori.node.link.ReplySink;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's own connection to its session's shadow: it carries the client's transaction,
 * settings, temporary tables and prepared statements. A reset replaces the link by one to a fresh
 * database. Lives on one event loop.
 */
final class ShadowSide {
  private final Consumer<BackendMessage.ParameterStatus> changes;
  private Link link;
  private long epoch;
  private long attachment;
  private int statements;
  private boolean busy;
  private boolean cancelled;
  private boolean abandoned;
  private boolean closed;

  /**
   * A client's shadow.
   *
   * @param changes told of every setting that changes, whoever's statement changed it
   */
  ShadowSide(Link link, long epoch, Consumer<BackendMessage.ParameterStatus> changes) {
    this.link = link;
    this.epoch = epoch;
    this.changes = changes;
  }

  Link link() {
    return link;
  }

  /** The loop that all links of this client live on. */
  Executor loop() {
    return link.executor();
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
    return abandoned ? TransactionStatus.IDLE : link.status();
  }

  /** The link is dead and its transaction with it, and the client knows. */
  void abandon() {
    abandoned = true;
  }

  /** A number no statement of this link had before. */
  int nextStatement() {
    return ++statements;
  }

  /** The client is gone. */
  void close() {
    closed = true;
    link.close();
  }

  /** Replaces the link after a reset; the old one is closed. Nobody wants one after the end. */
  void attach(Link fresh, long newEpoch) {
    if (closed) {
      fresh.close();
      throw new LinkLost("the client is gone", Optional.empty());
    }
    link.close();
    link = fresh;
    epoch = newEpoch;
    abandoned = false;
    attachment++;
  }

  /** Statements of mori's own, in the client's transaction. */
  CompletionStage<SqlAnswer> ask(SqlCall... calls) {
    return ask(List.of(calls));
  }

  /** {@link #ask(SqlCall...)} for a list. */
  CompletionStage<SqlAnswer> ask(List<SqlCall> calls) {
    Ask.Collector collector = new Ask.Collector();
    return link.exchange(Ask.messages(calls), tapped(collector)).thenApply(collector::answer);
  }

  /** A statement of the client's; a cancel request reaches it. */
  CompletionStage<TransactionStatus> exchange(List<FrontendMessage> messages, ReplySink sink) {
    busy = true;
    return link.exchange(messages, tapped(sink)).whenComplete((status, lost) -> busy = false);
  }

  private ReplySink tapped(ReplySink sink) {
    return new ReplySink() {
      @Override
      public void message(BackendMessage message) {
        if (message instanceof BackendMessage.ParameterStatus changed) {
          changes.accept(changed);
        } else {
          sink.message(message);
        }
      }

      @Override
      public void rows(ByteBuf frames) {
        sink.rows(frames);
      }

      @Override
      public @Nullable ClientOutput output() {
        return sink.output();
      }
    };
  }

  /** A statement of the client's begins: cancel requests that came before were not for it. */
  void begins() {
    cancelled = false;
  }

  /** Whether the statement that is worked on was to be cancelled, wherever it was at that time. */
  boolean cancelled() {
    return cancelled;
  }

  /** Cancels the client's statement, if one runs here. */
  void cancel() {
    cancelled = true;
    if (busy) {
      link.cancel();
    }
  }
}
