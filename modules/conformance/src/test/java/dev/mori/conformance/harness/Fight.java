package dev.mori.conformance.harness;

import dev.mori.conformance.grammar.Dice;
import dev.mori.conformance.grammar.StatementGenerator;
import dev.mori.conformance.grammar.Step;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One batch of a run, from fresh to the comparison of contents. */
final class Fight implements AutoCloseable {
  private final Arena arena;
  private final RunOptions options;
  private final Report report;
  private Duel duel;
  private final Dice kill;
  private boolean killed;

  Fight(Arena arena, Duel duel, RunOptions options, Report report) {
    this.arena = arena;
    this.duel = duel;
    this.options = options;
    this.report = report;
    this.kill = new Dice(options.seed() * 31 + report.pairs());
  }

  /** Plays until the batch is full; all steps are added to the script. */
  Outcome.@Nullable Mismatch steps(StatementGenerator generator, List<Step> script)
      throws IOException {
    int until = Math.min(report.pairs() + options.batch(), options.pairs());
    while (report.pairs() < until) {
      Step step = generator.next(duel.statuses());
      script.add(step);
      Outcome outcome = kills(step) ? killed(step) : duel.play(step);
      report.step(step.label(), step.statements(), outcome instanceof Outcome.Refused);
      switch (outcome) {
        case Outcome.Equal equal -> report.equal(equal.reply());
        case Outcome.Refused refused -> report.refusal(refused.reason());
        case Outcome.Mismatch mismatch -> {
          return mismatch;
        }
      }
    }
    return null;
  }

  /** Not during a string: it may commit by halves. */
  private boolean kills(Step step) {
    return kill.chance(1) && options.kill9() && !step.label().startsWith("string/");
  }

  private Outcome killed(Step step) throws IOException {
    killed = true;
    report.kill();
    Kill9 kill9 = new Kill9(arena, kill);
    Outcome outcome = kill9.during(duel, step);
    duel = kill9.after();
    return outcome;
  }

  /** Ends all transactions and compares contents. */
  Outcome end() throws IOException {
    duel.settle();
    return Contents.compare(duel);
  }

  boolean killed() {
    return killed;
  }

  @Override
  public void close() {
    duel.close();
  }
}
