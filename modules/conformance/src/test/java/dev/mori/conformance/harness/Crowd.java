package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that do something at the same time, each on a connection of its own. */
final class Crowd {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Crowd() {}

  /** What one of them does; the results of all are handed back in their order. */
  @FunctionalInterface
  interface Member<T> {
    T act(int number, One connection) throws Exception;
  }

  /** Lets so many begin together, and waits for all. */
  static <T> List<T> of(int size, Endpoint at, Member<T> member) throws Exception {
    CyclicBarrier start = new CyclicBarrier(size);
    try (ExecutorService threads = Executors.newFixedThreadPool(size)) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        int number = i;
        running.add(
            threads.submit(
                () -> {
                  try (One one = one(at)) {
                    start.await();
                    return member.act(number, one);
                  }
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    }
  }

  /** One connection by itself. */
  static One one(Endpoint at) throws IOException {
    return new One(WireClient.connect(at, Map.of(), PATIENCE));
  }

  /** A connection that is asked by texts. */
  record One(WireClient client) implements AutoCloseable {
    /** The first column of all rows; every error fails the test. */
    List<String> get(String sql) throws IOException {
      return client.rows(sql).stream()
          .map(row -> Objects.requireNonNullElse(row.values().getFirst(), "null"))
          .toList();
    }

    /** The only value. */
    long number(String sql) throws IOException {
      return Long.parseLong(get(sql).getFirst());
    }

    /** Runs them; empty when all went well, else the SQLSTATE of the one that did not. */
    String run(String... texts) throws IOException {
      for (String text : texts) {
        Reply reply = client.query(text);
        Reply.Failed error = reply.firstError();
        if (error != null) {
          if (reply.status() != 'I') {
            client.query("ROLLBACK");
          }
          return error.code();
        }
      }
      return "";
    }

    /** Runs them until they are not asked to be run again; the SQLSTATE, if any, that stays. */
    String insist(String... texts) throws IOException {
      String state = run(texts);
      while (state.startsWith("40")) {
        state = run(texts);
      }
      return state;
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
