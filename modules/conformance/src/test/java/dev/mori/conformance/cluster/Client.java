package dev.mori.conformance.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads and writes through one node, on two connections, until it is told to end. */
final class Client {
  private final ClusterUnderTest cluster;
  private final int node;
  private final List<Integer> written = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> failedReads = new ConcurrentHashMap<>();
  private final Map<String, Integer> failedWrites = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;
  private volatile long longestRead;
  private volatile long longestWrite;
  private final AtomicInteger reads = new AtomicInteger();

  Client(ClusterUnderTest cluster, int node) {
    this.cluster = cluster;
    this.node = node;
  }

  int node() {
    return node;
  }

  /** Keys whose INSERT was acknowledged. */
  List<Integer> written() {
    return written;
  }

  /** Errors of reads, and how often there was each. */
  Map<String, Integer> failedReads() {
    return failedReads;
  }

  void begin() {
    threads.add(Thread.ofPlatform().start(this::read));
    threads.add(Thread.ofPlatform().start(this::write));
  }

  void end() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** One line for people. */
  String summary() {
    return "%d reads, longest %d ms, failed %s; %d writes, longest %d ms, failed %s"
        .formatted(
            reads.get(),
            TimeUnit.NANOSECONDS.toMillis(longestRead),
            failedReads,
            written.size(),
            TimeUnit.NANOSECONDS.toMillis(longestWrite),
            failedWrites);
  }

  private void read() {
    try (Connection client = cluster.connect(node)) {
      while (!over) {
        long begin = System.nanoTime();
        try {
          ClusterIT.one(client, "SELECT count(*) FROM register");
          reads.incrementAndGet();
        } catch (SQLException e) {
          failedReads.merge(e.getSQLState() + " " + e.getMessage(), 1, Integer::sum);
        }
        longestRead = Math.max(longestRead, System.nanoTime() - begin);
      }
    } catch (SQLException e) {
      failedReads.merge(String.valueOf(e), 1, Integer::sum);
    }
  }

  private void write() {
    try (Connection client = cluster.connect(node)) {
      for (int key = 10_000 * (node + 1); !over; key++) {
        long begin = System.nanoTime();
        try {
          ClusterIT.run(client, "INSERT INTO register VALUES (" + key + ", 0)");
          written.add(key);
        } catch (SQLException e) {
          failedWrites.merge(e.getSQLState() + " " + e.getMessage(), 1, Integer::sum);
        }
        longestWrite = Math.max(longestWrite, System.nanoTime() - begin);
      }
    } catch (SQLException e) {
      failedWrites.merge(String.valueOf(e), 1, Integer::sum);
    }
  }
}
