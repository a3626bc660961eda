package dev.mori.conformance.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endless, seeded stream of statements over the demo shop, for several interleaved connections.
 * Each step has its own seed, derived from the run's seed and its number. What is avoided, and why,
 * stands with the productions, which {@link Repertoire} names; in general:
 *
 * <ul>
 *   <li>now() and gen_random_uuid() are never selected; columns a trigger fills from the clock are
 *       compared as "now" (class Canonical of the harness);
 *   <li>no statement that would wait for a lock: {@link Footprint} keeps interleaved transactions
 *       apart, and DDL and TRUNCATE run only while no other transaction is open;
 *   <li>no EXPLAIN (costs differ), no sums of floats (their order differs), no NOTIFY (it tells a
 *       process id), nothing that shows OIDs in binary (each database has its own).
 * </ul>
 */
public final class StatementGenerator {
  private static final Set<String> CONTROL = Set.of("BEGIN", "COMMIT", "ROLLBACK", "END");

  private final long seed;
  private final int connections;
  private final Ddl ddl;
  private final Repertoire repertoire;
  private final Paths paths;
  private final List<Footprint> open = new ArrayList<>();
  private final List<Integer> savepoints = new ArrayList<>();
  private final List<Deque<Draft>> planned = new ArrayList<>();
  private List<Character> statuses = List.of();
  private long number;

  /**
   * A generator at its beginning.
   *
   * @param scale the scale the shop was loaded with
   */
  public StatementGenerator(long seed, double scale, int connections) {
    this.seed = seed;
    this.connections = connections;
    ShopSchema schema = new ShopSchema(scale);
    this.ddl = new Ddl(schema);
    this.repertoire = new Repertoire(schema, ddl);
    this.paths = new Paths();
    forget();
  }

  /** Everything was reset: all connections are new and idle, nothing made by DDL is left. */
  public void forget() {
    open.clear();
    savepoints.clear();
    planned.clear();
    for (int i = 0; i < connections; i++) {
      open.add(Footprint.reading());
      savepoints.add(0);
      planned.add(new ArrayDeque<>());
    }
    ddl.forget();
    repertoire.deal(new Dice(seed * 31 + number));
  }

  /**
   * The next step.
   *
   * @param statuses for each connection the transaction status it is in: 'I', 'T' or 'E'
   */
  public Step next(List<Character> statuses) {
    this.statuses = List.copyOf(statuses);
    number++;
    Dice dice = new Dice(seed * 0x9E3779B97F4A7C15L + number);
    for (int i = 0; i < connections; i++) {
      if (statuses.get(i) == 'I') {
        open.set(i, Footprint.reading());
        savepoints.set(i, 0);
      }
    }
    while (true) {
      int connection = dice.below(connections);
      Step step =
          switch (statuses.get(connection)) {
            case 'I' -> idle(dice, connection);
            case 'T' -> inTransaction(dice, connection);
            default -> failed(dice, connection);
          };
      if (step != null) {
        return step;
      }
    }
  }

  private @Nullable Step idle(Dice dice, int connection) {
    if (!planned.get(connection).isEmpty() && dice.chance(90)) {
      return next(dice, connection);
    }
    if (dice.chance(7)) {
      String begin =
          dice.chance(85)
              ? dice.pick("BEGIN", "BEGIN", "START TRANSACTION", "begin work")
              : dice.pick(
                  "BEGIN ISOLATION LEVEL REPEATABLE READ",
                  "BEGIN READ ONLY",
                  "START TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE");
      return control(dice, connection, begin);
    }
    if (dice.chance(1)) {
      return control(
          dice, connection, dice.pick("COMMIT", "ROLLBACK", "SAVEPOINT s1", "ROLLBACK TO s1"));
    }
    return work(dice, connection);
  }

  private @Nullable Step inTransaction(Dice dice, int connection) {
    if (!planned.get(connection).isEmpty() && dice.chance(90)) {
      return next(dice, connection);
    }
    int percent = dice.below(100);
    int depth = savepoints.get(connection);
    if (percent < 12) {
      return control(dice, connection, dice.pick("COMMIT", "COMMIT", "END"));
    }
    if (percent < 18) {
      return control(dice, connection, dice.pick("ROLLBACK", "ABORT"));
    }
    if (percent < 24) {
      savepoints.set(connection, depth + 1);
      return control(dice, connection, "SAVEPOINT s" + (depth + 1));
    }
    if (percent < 29 && depth > 0) {
      return control(
          dice,
          connection,
          "ROLLBACK TO " + dice.pick("", "SAVEPOINT ") + "s" + dice.between(1, depth));
    }
    if (percent < 31 && depth > 0) {
      return control(dice, connection, "RELEASE SAVEPOINT s" + dice.between(1, depth));
    }
    return work(dice, connection);
  }

  private @Nullable Step failed(Dice dice, int connection) {
    planned.get(connection).clear();
    int depth = savepoints.get(connection);
    if (depth > 0 && dice.chance(45)) {
      return control(dice, connection, "ROLLBACK TO SAVEPOINT s" + dice.between(1, depth));
    }
    if (dice.chance(80)) {
      return control(dice, connection, dice.pick("ROLLBACK", "ROLLBACK", "COMMIT"));
    }
    return work(dice, connection);
  }

  private Step control(Dice dice, int connection, String sql) {
    return paths.control(dice, connection, sql);
  }

  private @Nullable Step work(Dice dice, int connection) {
    Production first = repertoire.pick(dice);
    Paths.Path path = first.simple() ? Paths.Path.SIMPLE : paths.choose(dice);
    int count = path == Paths.Path.PIPELINE ? dice.between(2, 4) : 1;
    List<Draft> drafts = new ArrayList<>();
    drafts.add(first.maker().apply(new Sql(path.style(), dice)));
    while (drafts.size() < count) {
      Production next = repertoire.pick(dice);
      if (!next.simple()) {
        drafts.add(next.maker().apply(new Sql(path.style(), dice)));
      }
    }
    if (!enter(connection, drafts)) {
      return null;
    }
    drafts.forEach(draft -> planned.get(connection).addAll(draft.then()));
    return paths.step(dice, connection, path, drafts, first.label());
  }

  /** What the connection was to send after its last statement. */
  private @Nullable Step next(Dice dice, int connection) {
    Deque<Draft> queue = planned.get(connection);
    Draft draft = queue.getFirst();
    if (!enter(connection, List.of(draft))) {
      return null;
    }
    queue.removeFirst();
    if (CONTROL.contains(draft.sql())) {
      return control(dice, connection, draft.sql());
    }
    Paths.Path path =
        draft.params().isEmpty() && dice.chance(60) ? Paths.Path.SIMPLE : paths.single(dice);
    return paths.step(dice, connection, path, List.of(draft), "planned");
  }

  /** Takes the locks, unless other transactions are in the way. */
  private boolean enter(int connection, List<Draft> drafts) {
    Footprint all = Footprint.reading();
    drafts.forEach(draft -> all.add(draft.footprint()));
    for (int other = 0; other < connections; other++) {
      boolean idle = statuses.get(other) == 'I';
      if (other != connection && !idle && !all.beside(open.get(other))) {
        return false;
      }
    }
    open.get(connection).add(all);
    return true;
  }
}
