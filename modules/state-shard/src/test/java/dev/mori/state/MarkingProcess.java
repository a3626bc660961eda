package dev.mori.state;

import dev.mori.overlay.session.KeySet;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;

/**
 * A node in a process of its own that marks keys until it is killed: prints {@code acked N} when
 * the keys N to N + {@value #BATCH} - 1 are acknowledged. Arguments: the directory of its journal.
 */
final class MarkingProcess {

  static final int BATCH = 50;
  private static final int IN_FLIGHT = 16;

  private MarkingProcess() {}

  public static void main(String[] args) throws Exception {
    TestNode node = TestNode.start(Path.of(args[0]), Reconciliation.none());
    SessionHandle session = node.open("shop/x", "db1");
    Semaphore free = new Semaphore(IN_FLIGHT);
    for (long from = 0; ; from += BATCH) {
      free.acquire();
      long first = from;
      KeySet keys = KeySet.ofBits(LongStream.range(first, first + BATCH).toArray());
      session
          .mark(1, Map.of(Names.ORDERS, keys))
          .thenAccept(
              outcome -> {
                if (outcome instanceof ChangeOutcome.Done) {
                  System.out.println("acked " + first);
                }
                free.release();
              });
    }
  }
}
