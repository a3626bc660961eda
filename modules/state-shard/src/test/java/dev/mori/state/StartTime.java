package dev.mori.state;

import static dev.mori.state.TestNode.await;

import dev.mori.overlay.session.KeySet;
import java.nio.file.Path;
import java.util.Map;

/**
 * Prints how long a node takes to its first session and mark. Run by hand: {@code StartTime
 * DIRECTORY}.
 */
final class StartTime {

  private StartTime() {}

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    long jvm =
        System.currentTimeMillis()
            - ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    TestNode node = TestNode.start(Path.of(args[0]), Reconciliation.none());
    long started = System.nanoTime();
    long startedCpu = cpu();
    SessionHandle session = node.open("shop/x", "db1");
    long opened = System.nanoTime();
    long openedCpu = cpu();
    await(session.mark(1, Map.of(Names.ORDERS, KeySet.ofBits(System.nanoTime()))));
    long marked = System.nanoTime();
    for (int i = 0; i < 2000; i++) {
      await(session.mark(1, Map.of(Names.ORDERS, KeySet.ofBits(i + System.nanoTime()))));
    }
    long many = System.nanoTime();
    node.close();
    long closed = System.nanoTime();
    System.out.printf(
        "main after %d ms; started %d, opened %d, marked %d, one mark of 2000 in a row %.3f, closed %d ms; cpu %d at start, %d at open%n",
        jvm,
        (started - start) / 1_000_000,
        (opened - started) / 1_000_000,
        (marked - opened) / 1_000_000,
        (many - marked) / 2e9,
        (closed - many) / 1_000_000,
        startedCpu,
        openedCpu);
  }

  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
  }
}
