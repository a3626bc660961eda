package dev.mori.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules that ship, in a world that is as bad as can be ({@link SimWorld}). {@code
 * -Dmori.simulation.seeds=N} runs more seeds, {@code -Dmori.simulation.seed=N} this one.
 */
final class SimulationTest {
  private static final long SEEDS = Long.getLong("mori.simulation.seeds", 2_000);
  private static final long ONE = Long.getLong("mori.simulation.seed", -1);

  @Test
  void whateverHappensNothingAnsweredIsLostOrStale() {
    for (long seed = ONE < 0 ? 0 : ONE; seed < (ONE < 0 ? SEEDS : ONE + 1); seed++) {
      Optional<String> problem = problem(seed, Broken.NOTHING);
      assertThat(problem).as(() -> "simulation").isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Broken.class, mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void aBrokenRuleIsNoticed(Broken rule, TestReporter reporter) {
    long seed = 0;
    while (seed < SEEDS && problem(seed, rule).isEmpty()) {
      seed++;
    }
    reporter.publishEntry(rule.name(), "noticed by seed " + seed);
    assertThat(seed).isLessThan(SEEDS);
  }

  /** With what happened before, from a second run of the same seed. */
  private static Optional<String> problem(long seed, Broken rule) {
    try {
      new Simulation(seed, rule, false).run();
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(replay(seed, rule));
    }
  }

  private static String replay(long seed, Broken rule) {
    Simulation again = new Simulation(seed, rule, true);
    try {
      again.run();
      return "seed " + seed + " had a problem and has none now";
    } catch (IllegalStateException e) {
      return again.story() + "\nseed " + seed + " " + e;
    }
  }
}
