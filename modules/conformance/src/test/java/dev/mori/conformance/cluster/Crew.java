package dev.mori.conformance.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Clients of all nodes at work in one session: they count, read counters, transfer between accounts
 * and look at the accounts' sum, and bring {@link FreshKeys} into the session. What they see is
 * kept for the {@link CounterChecker}.
 */
final class Crew {
  static final int COUNTERS = 6;
  static final int ACCOUNTS = 10;
  static final long TOTAL = 1000L;

  private static final long STALL = TimeUnit.SECONDS.toNanos(10);

  /** As long as a client waits for an answer before it tries elsewhere. */
  private static final String PATIENCE = "&socketTimeout=10";

  /** What production has before anybody comes. */
  static final String[] SCHEMA =
      Stream.concat(
              Stream.of(
                  "CREATE TABLE counters (k int PRIMARY KEY, v bigint NOT NULL)",
                  "INSERT INTO counters SELECT k, 0 FROM generate_series(1, " + COUNTERS + ") k",
                  "CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL)",
                  "INSERT INTO accounts SELECT id, "
                      + TOTAL / ACCOUNTS
                      + " FROM generate_series(1, 10) id",
                  "GRANT SELECT ON counters, accounts TO PUBLIC"),
              FreshKeys.SCHEMA.stream())
          .toArray(String[]::new);

  private final ClusterUnderTest cluster;
  private final FreshKeys fresh = new FreshKeys();
  private final Queue<Operation> history = new ConcurrentLinkedQueue<>();
  private final Queue<String> anomalies = new ConcurrentLinkedQueue<>();
  private final ConcurrentHashMap<String, Integer> errors = new ConcurrentHashMap<>();
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();
  private final Queue<String> stalls = new ConcurrentLinkedQueue<>();
  private final long begun = System.nanoTime();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  Crew(ClusterUnderTest cluster) {
    this.cluster = cluster;
  }

  /** Of each node one client that counts, one that transfers, and one with fresh keys. */
  void begin(long seed) {
    for (int i = 0; i < cluster.size(); i++) {
      int node = i;
      Random counting = new Random(seed + i);
      Random transferring = new Random(seed - 1 - i);
      start(() -> work(node, client -> count(client, counting)));
      start(() -> work(node, client -> transfer(client, transferring)));
      start(() -> workOnTwo(node));
    }
  }

  private void start(Runnable work) {
    threads.add(Thread.ofPlatform().daemon().start(work));
  }

  /** Lets all clients end, and looks whether everything that was acknowledged is there. */
  void end() throws InterruptedException, SQLException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
    anomalies.addAll(fresh.anomalies());
    try (Connection client = cluster.connect(0)) {
      anomalies.addAll(fresh.lost(client));
    }
  }

  /** Everything so far that has to do with counters. */
  List<Operation> history() {
    return List.copyOf(history);
  }

  /** What was wrong at first sight. */
  List<String> anomalies() {
    return List.copyOf(anomalies);
  }

  /** When clients waited for long. */
  List<String> stalls() {
    return List.copyOf(stalls);
  }

  /** SQLSTATEs and how often they came. */
  ConcurrentHashMap<String, Integer> errors() {
    return errors;
  }

  /** Acknowledged operations. */
  long operations() {
    return operations.get();
  }

  /** The longest time from a statement's first try to an answer, over tries, in milliseconds. */
  long longestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longest.get());
  }

  /** One thing a client does. */
  @FunctionalInterface
  private interface Doing {
    void once(Connection client) throws SQLException;
  }

  /** A client that is thrown out tries the next node, as behind a load balancer. */
  private void work(int first, Doing doing) {
    long waitingSince = System.nanoTime();
    for (int node = first; !over; node = (node + 1) % cluster.size()) {
      try (Connection client = cluster.connect(node, PATIENCE)) {
        while (!over) {
          doing.once(client);
          operations.incrementAndGet();
          long now = System.nanoTime();
          long waited = now - waitingSince;
          longest.accumulateAndGet(waited, Math::max);
          if (waited > STALL) {
            stalls.add(stall(node, waitingSince, waited));
          }
          waitingSince = now;
        }
      } catch (SQLException e) {
        failed(e);
      }
    }
  }

  /** A client of one node that writes, and one of another that looks. */
  private void workOnTwo(int first) {
    for (int node = first; !over; node = (node + 1) % cluster.size()) {
      try (Connection writer = cluster.connect(node, PATIENCE);
          Connection reader = cluster.connect((node + 1) % cluster.size(), PATIENCE)) {
        while (!over) {
          fresh.once(writer, reader);
          operations.incrementAndGet();
        }
      } catch (SQLException e) {
        failed(e);
      }
    }
  }

  private void failed(SQLException e) {
    errors.merge(String.valueOf(e.getSQLState()), 1, Integer::sum);
    pause();
  }

  private String stall(int node, long since, long waited) {
    return "from second %d on a client waited %d ms for an answer, at last from node %d"
        .formatted(
            TimeUnit.NANOSECONDS.toSeconds(since - begun),
            TimeUnit.NANOSECONDS.toMillis(waited),
            node);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void count(Connection client, Random random) throws SQLException {
    int key = 1 + random.nextInt(COUNTERS);
    boolean write = random.nextInt(3) == 0;
    long begin = System.nanoTime();
    long value = Operation.UNKNOWN;
    try (PreparedStatement statement =
        client.prepareStatement(
            write
                ? "UPDATE counters SET v = v + 1 WHERE k = ? RETURNING v"
                : "SELECT v FROM counters WHERE k = ?")) {
      statement.setInt(1, key);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        value = row.getLong(1);
      }
    } finally {
      if (write || value != Operation.UNKNOWN) {
        history.add(new Operation(key, write, begin, System.nanoTime(), value));
      }
    }
  }

  private void transfer(Connection client, Random random) throws SQLException {
    int from = 1 + random.nextInt(ACCOUNTS);
    int to = 1 + random.nextInt(ACCOUNTS);
    if (from == to) {
      try (Statement statement = client.createStatement();
          ResultSet row = statement.executeQuery("SELECT sum(balance), count(*) FROM accounts")) {
        row.next();
        if (row.getLong(1) != TOTAL || row.getLong(2) != ACCOUNTS) {
          anomalies.add("accounts hold " + row.getLong(1) + " in " + row.getLong(2) + " rows");
        }
      }
      return;
    }
    client.setAutoCommit(false);
    try (Statement statement = client.createStatement()) {
      int first = Math.min(from, to);
      int sign = first == from ? -1 : 1;
      statement.execute("UPDATE accounts SET balance = balance + " + sign + " WHERE id = " + first);
      statement.execute(
          "UPDATE accounts SET balance = balance - " + sign + " WHERE id = " + Math.max(from, to));
      client.commit();
    } finally {
      if (!client.isClosed()) {
        client.setAutoCommit(true);
      }
    }
  }
}
