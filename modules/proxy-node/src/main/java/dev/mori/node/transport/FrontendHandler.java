package dev.mori.node.transport;

import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.ProtocolViolation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What answers one client connection after it has been opened. All methods are called on the
 * connection's event loop and never concurrently, except that {@link #disconnected} and {@link
 * #cancelRequested} may come while a {@link #handle} is still running.
 */
public interface FrontendHandler {
  /**
   * Handles one message. The next message is delivered only when the returned stage is done, so a
   * handler sees the client's messages one at a time and in order. A stage that fails is a bug: the
   * client gets FATAL XX000 and the connection is closed.
   *
   * <p>Terminate is never delivered; it arrives as {@link #disconnected}.
   */
  CompletionStage<Void> handle(FrontendMessage message);

  /**
   * A frame whose body is not the message its type promises. The stream is in step: a server
   * answers ERROR and, in the extended protocol, skips to Sync. By default the connection ends with
   * the violation as a FATAL error.
   */
  default CompletionStage<Void> malformed(byte type, ProtocolViolation violation) {
    return CompletableFuture.failedFuture(ConnectionFatal.of(violation));
  }

  /**
   * The client is gone, or the node closes the connection. Called exactly once, last; release
   * everything here. Output after this is dropped.
   */
  void disconnected();

  /**
   * A CancelRequest with this connection's process id and secret has arrived. May come at any time,
   * also when nothing is running.
   */
  void cancelRequested();
}
