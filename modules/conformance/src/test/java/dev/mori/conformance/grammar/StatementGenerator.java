package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endless, seeded stream of statements over the demo shop, for several interleaved connections.
 * Each step has its own seed, derived from the run's seed and its number. What is avoided, and why,
 * stands with the productions: {@link Reads}, {@link Writes}, {@link Conditions}; in general:
 *
 * <ul>
 *   <li>now() and gen_random_uuid() are never selected; columns a trigger fills from the clock are
 *       compared as "now" (class Canonical of the harness);
 *   <li>no statement that would wait for a lock: {@link Footprint} keeps interleaved transactions
 *       apart, and DDL and TRUNCATE run only while no other transaction is open;
 *   <li>no EXPLAIN (costs differ), no sums of floats (their order differs).
 * </ul>
 */
public final class StatementGenerator {
  private final long seed;
  private final int connections;
  private final ShopSchema schema;
  private final Reads reads;
  private final Shapes shapes;
  private final Writes writes;
  private final Ddl ddl;
  private final Paths paths;
  private final List<Footprint> open = new ArrayList<>();
  private final List<Integer> savepoints = new ArrayList<>();
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
    this.schema = new ShopSchema(scale);
    this.reads = new Reads(schema);
    this.shapes = new Shapes(schema, reads);
    this.writes = new Writes(schema);
    this.ddl = new Ddl(schema);
    this.paths = new Paths();
    forget();
  }

  /** Everything was reset: all connections are new and idle, nothing made by DDL is left. */
  public void forget() {
    open.clear();
    savepoints.clear();
    for (int i = 0; i < connections; i++) {
      open.add(Footprint.reading());
      savepoints.add(0);
    }
    ddl.forget();
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
    Paths.Path path = paths.choose(dice);
    int count = path == Paths.Path.PIPELINE ? dice.between(2, 4) : 1;
    List<Draft> drafts = new ArrayList<>();
    Footprint all = Footprint.reading();
    String label = "";
    for (int i = 0; i < count; i++) {
      Sql sql = new Sql(path.style(), dice);
      int percent = dice.below(1000);
      label = production(percent);
      Draft draft = draft(sql, label, path);
      drafts.add(draft);
      all.add(draft.footprint());
    }
    for (int other = 0; other < connections; other++) {
      boolean idle = statuses.get(other) == 'I';
      if (other != connection && !idle && !all.beside(open.get(other))) {
        return null;
      }
    }
    open.get(connection).add(all);
    return paths.step(dice, connection, path, drafts, label);
  }

  private static String production(int permille) {
    int[] limits = {340, 460, 575, 720, 730, 750, 770, 790, 800, 804, 816, 820, 824};
    String[] labels = {
      "write",
      "read",
      "join",
      "shape",
      "setting",
      "plain",
      "catalog",
      "mistake",
      "function",
      "sequence",
      "ddl",
      "truncate",
      "copy"
    };
    for (int i = 0; i < limits.length; i++) {
      if (permille < limits[i]) {
        return labels[i];
      }
    }
    return permille < 850 ? "made" : permille < 920 ? "read" : "write";
  }

  private Draft draft(Sql sql, String label, Paths.Path path) {
    Dice dice = sql.dice();
    return switch (label) {
      case "write" -> writes.any(sql);
      case "join" -> reads.join(sql);
      case "shape" -> shapes.any(sql);
      case "setting" -> Others.setting(dice);
      case "plain" -> Others.plain(dice);
      case "catalog" -> Others.catalog(dice);
      case "mistake" -> Others.mistake(dice);
      case "function" -> Others.function(sql);
      case "sequence" -> Others.sequence(dice);
      case "ddl" -> ddl.change(dice);
      case "truncate" -> writes.truncate(sql);
      case "copy" -> path == Paths.Path.SIMPLE ? Others.copyOut(dice) : reads.single(sql);
      case "made" -> ddl.something() ? ddl.use(sql) : reads.single(sql);
      default -> reads.single(sql);
    };
  }
}
