package dev.mori.conformance.grammar;

import java.util.List;
import java.util.function.Function;

/**
 * One way to make a statement.
 *
 * @param label its name in the statistics
 * @param weight how often it comes, relative to others
 * @param maker makes one
 * @param simple only the simple protocol can carry it
 */
record Production(String label, int weight, Function<Sql, Draft> maker, boolean simple) {
  static Production of(String label, int weight, Function<Sql, Draft> maker) {
    return new Production(label, weight, maker, false);
  }

  static Production simple(String label, int weight, Function<Sql, Draft> maker) {
    return new Production(label, weight, maker, true);
  }

  /** One of them, by weight. */
  static Production pick(Dice dice, List<Production> choices) {
    int rest = dice.below(choices.stream().mapToInt(Production::weight).sum());
    for (Production each : choices) {
      rest -= each.weight();
      if (rest < 0) {
        return each;
      }
    }
    throw new IllegalStateException("no production has a weight");
  }
}
