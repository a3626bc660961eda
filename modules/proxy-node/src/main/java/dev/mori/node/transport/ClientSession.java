package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.ErrorFields;
import org.jspecify.annotations.Nullable;

/** What the stages of one client connection share. Confined to the connection's loop. */
final class ClientSession {
  private final ChannelPort port;
  private final OutputQueue output;
  private final FrontendHandler handler;
  private final LoopCtx loop;
  private boolean draining;
  private boolean ended;
  private @Nullable Runnable signal;

  ClientSession(ChannelPort port, OutputQueue output, FrontendHandler handler, LoopCtx loop) {
    this.port = port;
    this.output = output;
    this.handler = handler;
    this.loop = loop;
  }

  ChannelPort port() {
    return port;
  }

  OutputQueue output() {
    return output;
  }

  FrontendHandler handler() {
    return handler;
  }

  LoopCtx loop() {
    return loop;
  }

  /** The peer, for logs. */
  String label() {
    return String.valueOf(port.channel().remoteAddress());
  }

  void attach(Runnable stageSignal) {
    signal = stageSignal;
    port.attachWritable(stageSignal);
  }

  /** Passes a CancelRequest on. */
  void cancel() {
    if (!ended) {
      handler.cancelRequested();
    }
  }

  /** The node stops: the connection ends as soon as it is idle outside a transaction. */
  void drain() {
    draining = true;
    if (signal != null) {
      signal.run();
    }
  }

  /**
   * Whether the connection has to end now; tells the client why. Asked when no message is being
   * handled.
   */
  boolean mustStop(OutputQueue queue) {
    if (!draining || !queue.isIdle()) {
      return false;
    }
    queue.send(
        new ErrorResponse(
            ErrorFields.fatal("57P01", "terminating connection due to administrator command")));
    queue.closeAfterFlush();
    return true;
  }

  /** The stream is over. Tells the handler, once, and drops what has not left. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    signal = null;
    try {
      handler.disconnected();
    } finally {
      output.close();
    }
  }
}
