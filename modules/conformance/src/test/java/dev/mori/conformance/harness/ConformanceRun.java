package dev.mori.conformance.harness;

import dev.mori.conformance.grammar.StatementGenerator;
import dev.mori.conformance.grammar.Step;
import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One seeded run: batches of generated steps, each batch on a fresh session and a fresh copy and
 * ended by a comparison of all contents. A mismatch ends its batch; it is shrunk and printed.
 */
public final class ConformanceRun {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration SHRINK_LIMIT = Duration.ofSeconds(150);
  private static final int SHRINK_TRIES = 150;

  private final RunOptions options;
  private final Servers servers;
  private final MoriUnderTest mori;
  private final Consumer<String> out;
  private final Report report = new Report();
  private final StatementGenerator generator;
  private final List<String> scripts = new ArrayList<>();

  /**
   * A run, not yet begun.
   *
   * @param servers prod and copies at the scale of the options
   * @param mori not yet started
   * @param out where progress and findings go, a text of one or several lines at a time
   */
  public ConformanceRun(
      RunOptions options, Servers servers, MoriUnderTest mori, Consumer<String> out) {
    this.options = options;
    this.servers = servers;
    this.mori = mori;
    this.out = out;
    this.generator = new StatementGenerator(options.seed(), options.scale(), options.connections());
  }

  /** Runs to its end; the report's last line is the summary. */
  Report run() throws IOException, SQLException {
    Endpoint at = mori.start(servers.prod());
    Arena arena = new Arena(servers, mori, at, options.connections());
    long began = System.nanoTime();
    int nextNote = 0;
    while (report.pairs() < options.pairs() && report.mismatches() < options.maxMismatches()) {
      generator.forget();
      batch(arena);
      if (report.pairs() >= nextNote) {
        nextNote = report.pairs() + 2000;
        long seconds = Math.max(1, (System.nanoTime() - began) / 1_000_000_000);
        out.accept(
            "... pairs="
                + report.pairs()
                + " refusals="
                + report.refused()
                + " mismatches="
                + report.mismatches()
                + " ("
                + report.pairs() / seconds
                + "/s)");
      }
    }
    return report;
  }

  /** The shrunk scripts of all mismatches. */
  public List<String> scripts() {
    return scripts;
  }

  private void batch(Arena arena) throws IOException {
    List<Step> script = new ArrayList<>();
    Outcome.Mismatch found;
    boolean atTheEnd;
    boolean killed;
    try (Fight fight = new Fight(arena, arena.fresh(PATIENCE), options, report)) {
      found = fight.steps(generator, script);
      atTheEnd = found == null;
      killed = fight.killed();
      if (found == null && fight.end() instanceof Outcome.Mismatch mismatch) {
        found = mismatch;
      }
    }
    if (found == null) {
      return;
    }
    out.accept("MISMATCH, seed " + options.seed() + ", " + found.show());
    if (killed) {
      report.mismatch();
      out.accept("(after kill -9: not shrunk) last steps:");
      script
          .subList(Math.max(0, script.size() - 10), script.size())
          .forEach(step -> out.accept("  " + step));
      return;
    }
    if (!script.isEmpty()) {
      out.accept("  at " + script.get(script.size() - 1));
    }
    Shrinker.Result result =
        new Shrinker(arena, SHRINK_TRIES, SHRINK_LIMIT)
            .shrink(List.copyOf(script), found, atTheEnd);
    print(result);
    Outcome.Mismatch shrunk = result.mismatch();
    if (shrunk != null && !atTheEnd && new Ties(arena).among(result.script(), shrunk)) {
      report.tie();
      out.accept("a tie, no mismatch: both constraints are violated");
    } else {
      report.mismatch();
    }
  }

  private void print(Shrinker.Result result) {
    StringBuilder text = new StringBuilder();
    Outcome.Mismatch mismatch = result.mismatch();
    if (mismatch == null) {
      text.append(
          "not seen again when replayed, " + result.script().size() + " steps; the last:\n");
      int size = result.script().size();
      result
          .script()
          .subList(Math.max(0, size - 5), size)
          .forEach(s -> text.append("  " + s + "\n"));
    } else {
      text.append(
          "shrunk to " + result.script().size() + " steps in " + result.tries() + " tries:\n");
      result.script().forEach(step -> text.append("  " + step + "\n"));
      text.append(mismatch.show());
    }
    scripts.add(text.toString());
    out.accept(text.toString());
  }
}
