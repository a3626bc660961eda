package dev.mori.conformance.history;

import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many clients at once on one database, or one session, and what became of it. */
public final class Workload {
  /** What prod and its copies need for it. */
  public static final String SCHEMA = Tables.SCHEMA;

  private static final int CLIENTS = 8;

  private Workload() {}

  /**
   * A history that has ended.
   *
   * @param statements sent in all
   * @param failures SQLSTATEs of transactions that the server ended, with their number
   */
  public record Played(List<Transaction> history, int statements, Map<String, Integer> failures) {
    /** How many transactions count. */
    public long committed() {
      return history.stream().filter(t -> t.outcome() == Transaction.Outcome.COMMITTED).count();
    }
  }

  /**
   * Plays the scripts of a seed.
   *
   * @param transactions of each client
   */
  public static Played play(Endpoint at, Level level, long seed, int transactions)
      throws IOException, InterruptedException, ExecutionException {
    List<Client> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 1; i <= CLIENTS; i++) {
        clients.add(new Client(at, level, i, seed));
      }
      List<Future<List<Transaction>>> running =
          clients.stream().map(c -> threads.submit(() -> c.run(transactions))).toList();
      List<Transaction> history = new ArrayList<>();
      for (Future<List<Transaction>> each : running) {
        history.addAll(each.get());
      }
      Map<String, Integer> failures = new TreeMap<>();
      clients.forEach(c -> c.failures().forEach((k, n) -> failures.merge(k, n, Integer::sum)));
      int statements = clients.stream().mapToInt(Client::statements).sum();
      return new Played(List.copyOf(history), statements, failures);
    } finally {
      clients.forEach(Client::close);
    }
  }
}
