package dev.mori.node.transport;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Where work goes that would hold up an event loop for milliseconds: TLS handshakes, password
 * hashing, name resolution. Virtual threads, started as needed.
 */
public final class OffLoop {
  private static final ExecutorService EXECUTOR =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("mori-off-loop-", 0).factory());

  private OffLoop() {}

  /** The executor; its tasks come back to a loop by {@link LoopCtx#execute}. */
  public static ExecutorService executor() {
    return EXECUTOR;
  }
}
