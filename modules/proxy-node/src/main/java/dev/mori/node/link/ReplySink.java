package dev.mori.node.link;

import dev.mori.node.transport.ClientOutput;
import dev.mori.protocol.postgres.BackendMessage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Receives the replies of one exchange, in the order the server sent them, on the link's event
 * loop. A sink that throws is a bug: the link is closed.
 */
public interface ReplySink {
  /** Every message except DataRow, CopyData, ReadyForQuery and NotificationResponse. */
  void message(BackendMessage message);

  /**
   * One or more whole, adjacent DataRow or CopyData frames (type octet, Int32 length, body),
   * undecoded. Ownership passes to the sink, which must release it.
   */
  void rows(ByteBuf frames);

  /**
   * Where the replies of this moment go on to, if to a client: the link reads no further while that
   * is not writable. A sink in front of another one hands on its answer.
   */
  default @Nullable ClientOutput output() {
    return null;
  }
}
