package dev.mori.node.link;

import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One connection to a PostgreSQL server, owned by one event loop. All methods are called on that
 * loop and all callbacks and completions run on it.
 *
 * <p>Everything is written with one flush per loop iteration, so exchanges started in one iteration
 * leave in one system call.
 */
public interface Link {
  /**
   * Sends the messages and reports every reply up to the ReadyForQuery that ends the exchange,
   * whose status completes the stage. Exchanges queue and pipeline in order.
   *
   * <p>Exactly one message in the exchange must make the server answer ReadyForQuery: the last
   * (Sync, Query or FunctionCall), or one that follows by {@link #continueWith} (a request ending
   * in Flush, or a COPY in the extended protocol, whose Sync the server discards). An ErrorResponse
   * is a reply, not a failure: it goes to the sink. The stage fails with {@link LinkLost} only,
   * when the connection dies or is closed.
   *
   * <p>While the sink's {@link ReplySink#output} is not writable nothing more is read from the
   * server; what was already received is still reported.
   */
  CompletionStage<TransactionStatus> exchange(
      List<? extends FrontendMessage> request, ReplySink sink);

  /**
   * Sends one more message inside the running exchange (CopyData, CopyDone, CopyFail, or what
   * follows a Flush). Dropped when the link is closed.
   */
  void continueWith(FrontendMessage message);

  /** Status of the last ReadyForQuery. */
  TransactionStatus status();

  /** Latest ParameterStatus values, by the server's parameter name. An unmodifiable live view. */
  Map<String, String> parameters();

  /**
   * Replaces the listener for NotificationResponse, and for NoticeResponse and ParameterStatus
   * outside an exchange. At first there is none and they are dropped.
   */
  void onAsync(Consumer<BackendMessage> listener);

  /**
   * False while more than 64 KiB wait to be written: a sender of CopyData should wait for {@link
   * #onWritable}.
   */
  boolean isWritable();

  /**
   * Runs {@code action} once when {@link #isWritable} is true again or the link has closed; soon
   * when it is now.
   */
  void onWritable(Runnable action);

  /**
   * Asks the server to cancel what runs here: a CancelRequest on a new connection with the same TLS
   * mode. Done when that connection has ended; fails with {@link LinkFailure}.
   */
  CompletionStage<Void> cancel();

  /**
   * Sends Terminate and closes. Running exchanges fail with {@link LinkLost}. Harmless when already
   * closed.
   */
  void close();

  /** Whether no exchange is running or queued. */
  boolean isQuiet();

  /** False as soon as the connection has died or {@link #close} was called. */
  boolean isOpen();

  /** Done, never failed, when the connection is gone, for whatever reason. */
  CompletionStage<Void> closed();

  /** The loop that owns this link. */
  EventLoop executor();
}
