package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendMessage;
import io.netty.buffer.ByteBuf;

/**
 * The way back to the client. All methods are called on the connection's event loop. What is sent
 * leaves in order, with one flush per loop iteration; nothing has to be flushed by hand. After the
 * connection has closed everything is dropped (buffers are released) and {@link #isWritable} stays
 * true.
 */
public interface ClientOutput {
  /** Encodes and queues one message. */
  void send(BackendMessage message);

  /**
   * Queues whole encoded frames (DataRow, CopyData). Ownership of one reference passes to the
   * output.
   */
  void rows(ByteBuf frames);

  /**
   * False when the client reads slower than we send (128 KiB wait, or the socket is full): stop
   * producing. Sending stays allowed.
   */
  boolean isWritable();

  /**
   * Runs {@code action} once, on the loop, as soon as the output is writable again or the
   * connection has closed; later in this iteration when it is writable now.
   */
  void onWritable(Runnable action);

  /**
   * Hands what was sent to the socket at the end of this loop iteration. It happens by itself;
   * calling it is harmless.
   */
  void flush();

  /**
   * Sends what is queued, then closes the connection. Messages not yet handled are not delivered
   * any more; {@link FrontendHandler#disconnected} follows.
   */
  void closeAfterFlush();
}
