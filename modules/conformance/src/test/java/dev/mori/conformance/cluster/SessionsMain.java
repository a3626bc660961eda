package dev.mori.conformance.cluster;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code scripts/sessions}: how long it takes to make sessions, and to reset one that holds many
 * rows while clients of all nodes are connected to it.
 */
public final class SessionsMain {
  private static final String SEEN = "SELECT count(*) FROM register WHERE k <= 10";

  private final ClusterUnderTest cluster;

  private SessionsMain(ClusterUnderTest cluster) {
    this.cluster = cluster;
  }

  /**
   * Arguments: {@code --rows N} (default 1,000,000), {@code --connections N} (default 100), {@code
   * --sessions N} (default 50).
   */
  public static void main(String[] args) throws Exception {
    Map<String, Integer> options =
        new TreeMap<>(Map.of("--rows", 1_000_000, "--connections", 100, "--sessions", 50));
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length || options.replace(args[i], Integer.valueOf(args[i + 1])) == null) {
        throw new IllegalArgumentException(
            "expected --rows N, --connections N or --sessions N, found " + args[i]);
      }
    }
    try (ClusterUnderTest cluster =
        ClusterUnderTest.start(
            3,
            "CREATE TABLE register (k int PRIMARY KEY, v bigint NOT NULL)",
            "GRANT SELECT ON register TO PUBLIC")) {
      SessionsMain run = new SessionsMain(cluster);
      Reset small = run.reset(10, options.getOrDefault("--connections", 0));
      Reset large =
          run.reset(options.getOrDefault("--rows", 0), options.getOrDefault("--connections", 0));
      List<Long> made = run.make(options.getOrDefault("--sessions", 0));
      System.out.println("rows=10 " + small);
      System.out.println("rows=" + options.get("--rows") + " " + large);
      System.out.println(
          "reset_ms=%d reset_of_10_rows_ms=%d connections_dropped=%d create_median_ms=%d create_p99_ms=%d"
              .formatted(
                  large.everywhereMillis(),
                  small.everywhereMillis(),
                  small.dropped() + large.dropped(),
                  quantile(made, 0.5),
                  quantile(made, 0.99)));
    }
    Runtime.getRuntime().exit(0);
  }

  /**
   * What a reset was like.
   *
   * @param answeredMillis until the one who asked for it was told
   * @param everywhereMillis until the last of the clients saw production
   * @param failed statements that clients got an error for
   * @param dropped clients that lost their connection
   */
  private record Reset(long answeredMillis, long everywhereMillis, int failed, int dropped) {}

  private Reset reset(int rows, int count) throws Exception {
    try (Connection writer = cluster.connect(0, "")) {
      ClusterIT.run(
          writer, "INSERT INTO register SELECT k, 0 FROM generate_series(1, " + rows + ") k");
    }
    List<Connection> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(cluster.connect(i % cluster.size()));
      if (!ClusterIT.one(clients.getLast(), SEEN).equals("10")) {
        throw new IllegalStateException("a client does not see what was written");
      }
    }
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger dropped = new AtomicInteger();
    AtomicLong last = new AtomicLong();
    CountDownLatch ready = new CountDownLatch(count);
    List<Thread> threads = new ArrayList<>();
    for (Connection client : clients) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    ready.countDown();
                    awaitProduction(client, failed, dropped);
                    last.accumulateAndGet(System.nanoTime(), Math::max);
                  }));
    }
    ready.await();
    long begin = System.nanoTime();
    Reply reply = cluster.node(1).admin().perform(new Operation.ResetSession("main"));
    long answered = System.nanoTime();
    if (!(reply instanceof Reply.Changed)) {
      throw new IOException("reset: " + reply);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (Connection client : clients) {
      client.close();
    }
    return new Reset(
        TimeUnit.NANOSECONDS.toMillis(answered - begin),
        TimeUnit.NANOSECONDS.toMillis(last.get() - begin),
        failed.get(),
        dropped.get());
  }

  private static void awaitProduction(
      Connection client, AtomicInteger failed, AtomicInteger dropped) {
    while (true) {
      try {
        if (ClusterIT.one(client, SEEN).equals("0")) {
          return;
        }
      } catch (SQLException e) {
        failed.incrementAndGet();
        if (isClosed(client)) {
          dropped.incrementAndGet();
          return;
        }
      }
    }
  }

  private static boolean isClosed(Connection client) {
    try {
      return client.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Times from connecting with a name that nobody has used to the first answer. */
  private List<Long> make(int count) throws SQLException {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long begin = System.nanoTime();
      try (Connection client =
          cluster.connect(i % cluster.size(), "&options=-c%20mori.session=branch-" + i)) {
        ClusterIT.one(client, SEEN);
      }
      millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }
    Collections.sort(millis);
    return millis;
  }

  private static long quantile(List<Long> sorted, double part) {
    return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }
}
