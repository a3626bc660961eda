package dev.mori.conformance.history;

import dev.mori.conformance.grammar.Dice;
import dev.mori.conformance.history.Plan.Step;
import dev.mori.conformance.history.Transaction.Outcome;
import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One client of a history: it runs its seeded script on two connections by turns and notes all. */
final class Client implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CONNECTIONS = 2;

  private final Level level;
  private final int number;
  private final Dice dice;
  private final List<WireClient> connections = new ArrayList<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private int statements;

  Client(Endpoint at, Level level, int number, long seed) throws IOException {
    this.level = level;
    this.number = number;
    this.dice = new Dice(seed * 1_000 + number);
    for (int i = 0; i < CONNECTIONS; i++) {
      WireClient connection = WireClient.connect(at, Map.of(), PATIENCE);
      connection.rows(
          "SET default_transaction_isolation = '"
              + level.sql().toLowerCase(java.util.Locale.ROOT)
              + "'");
      connections.add(connection);
    }
  }

  /** Runs so many transactions. */
  List<Transaction> run(int count) throws IOException {
    List<Transaction> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(run(number * 10_000 + i, Plan.of(dice, i), dice.pick(connections)));
    }
    return all;
  }

  /** SQLSTATEs of transactions that failed, with their number. */
  Map<String, Integer> failures() {
    return failures;
  }

  int statements() {
    return statements;
  }

  private Transaction run(int id, Plan plan, WireClient on) throws IOException {
    long begin = System.nanoTime();
    List<Event> events = new ArrayList<>();
    Outcome outcome = Outcome.COMMITTED;
    try {
      if (plan.end() != Plan.End.ITSELF) {
        send(on, dice.chance(50) ? "BEGIN" : "BEGIN ISOLATION LEVEL " + level.sql());
      }
      for (Step step : plan.steps()) {
        run(step, id * 10 + events.size(), on, events);
      }
      switch (plan.end()) {
        case COMMIT -> send(on, "COMMIT");
        case ROLLBACK -> {
          send(on, "ROLLBACK");
          outcome = Outcome.ABORTED;
        }
        case ITSELF -> {}
      }
    } catch (Failed failed) {
      outcome = Outcome.ABORTED;
      failures.merge(failed.getMessage(), 1, Integer::sum);
      on.query("ROLLBACK");
    }
    return new Transaction(id, outcome, events, begin, System.nanoTime());
  }

  private void run(Step step, int value, WireClient on, List<Event> events)
      throws IOException, Failed {
    switch (step) {
      case Step.Look look -> {
        long begin = System.nanoTime();
        List<Reply.Row> rows = send(on, Tables.look(look.keys(), look.form()));
        events.add(new Event.Read(Tables.seen(look.keys(), rows), begin));
      }
      case Step.Change change -> events.addAll(write(change, value, on, false));
      case Step.Retracted retracted -> {
        send(on, "SAVEPOINT s");
        List<Event> writes = write(retracted.change(), value, on, true);
        send(on, "ROLLBACK TO s");
        events.addAll(writes);
      }
    }
  }

  private List<Event> write(Step.Change change, int value, WireClient on, boolean undone)
      throws IOException, Failed {
    List<Event> writes = new ArrayList<>();
    List<Reply.Row> rows = send(on, Tables.change(change.keys(), value));
    if (rows.size() != change.keys().size()) {
      throw new IllegalStateException(change + " found " + rows);
    }
    Tables.seen(change.keys(), rows)
        .forEach((key, seen) -> writes.add(new Event.Write(key, value, seen, undone)));
    return writes;
  }

  private List<Reply.Row> send(WireClient on, String sql) throws IOException, Failed {
    statements++;
    Reply reply = on.query(sql);
    Reply.Failed error = reply.firstError();
    if (error == null) {
      return reply.rows();
    }
    boolean again =
        error.code().startsWith("40")
            || (error.code().equals("0A000")
                && error.message().contains("another open transaction"));
    if (again) {
      throw new Failed(error.code() + (error.message().startsWith("mori") ? " of mori" : ""));
    }
    throw new IllegalStateException(error.code() + " " + error.message() + " for " + sql);
  }

  /** The server has asked to run the transaction again. */
  private static final class Failed extends Exception {
    Failed(String code) {
      super(code);
    }
  }

  @Override
  public void close() {
    connections.forEach(WireClient::close);
  }
}
