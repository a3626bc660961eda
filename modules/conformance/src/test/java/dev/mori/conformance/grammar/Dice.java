package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Seeded choices. */
public final class Dice {
  private final SplittableRandom random;

  /** The same seed gives the same choices. */
  public Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From 0 to bound - 1. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** From low to high, both included. */
  public int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  /** True in that many of a hundred cases. */
  public boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** One of them, all equally likely. */
  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** One of them, all equally likely. */
  public String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** That many of them (or all, when there are fewer), in random order. */
  public <T> List<T> some(List<T> choices, int count) {
    List<T> shuffled = new ArrayList<>(choices);
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }

  long nextLong() {
    return random.nextLong();
  }
}
