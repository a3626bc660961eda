package dev.mori.overlay.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A {@link KeySet} behaves as a plain sorted set does, whatever the values look like. */
class KeySetPropertyTest {

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void growingInStepsEqualsThePlainSetAndLeavesTheOldSetsAlone(int seed) {
    Random random = new Random(seed);
    TreeSet<Long> plain = new TreeSet<>();
    KeySet set = KeySet.EMPTY;
    List<KeySet> history = new ArrayList<>();
    List<long[]> expected = new ArrayList<>();
    for (int step = 0; step < 60; step++) {
      long[] batch = batch(random);
      LongStream.of(batch).forEach(plain::add);
      set = set.plus(KeySet.ofBits(batch));
      history.add(set);
      expected.add(plain.stream().mapToLong(Long::longValue).toArray());
    }
    for (int step = 0; step < history.size(); step++) {
      assertThat(history.get(step).toSortedBits()).isEqualTo(expected.get(step));
      assertThat(history.get(step).size()).isEqualTo(expected.get(step).length);
    }
    for (int i = 0; i < 1000; i++) {
      long probe = value(random);
      assertThat(set.contains(new KeyMark(probe))).isEqualTo(plain.contains(probe));
    }
    assertThat(set)
        .isEqualTo(KeySet.ofBits(expected.getLast()))
        .hasSameHashCodeAs(KeySet.ofBits(expected.getLast()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void differenceAndChunksEqualThoseOfThePlainSet(int seed) {
    Random random = new Random(seed);
    KeySet a = KeySet.ofBits(batch(random)).plus(KeySet.ofBits(batch(random)));
    KeySet b = KeySet.ofBits(batch(random)).plus(KeySet.ofBits(a.toSortedBits()[0]));
    TreeSet<Long> difference = new TreeSet<>(LongStream.of(a.toSortedBits()).boxed().toList());
    LongStream.of(b.toSortedBits()).forEach(difference::remove);
    assertThat(a.minus(b).toSortedBits())
        .containsExactly(difference.stream().mapToLong(Long::longValue).toArray());
    assertThat(a.plus(b).containsAll(a)).isTrue();
    assertThat(a.minus(b).containsAll(a)).isFalse();

    int limit = 1 + random.nextInt(50);
    List<KeySet> chunks = a.chunks(limit);
    assertThat(chunks).allMatch(chunk -> chunk.size() <= limit && !chunk.isEmpty());
    assertThat(chunks.stream().reduce(KeySet.EMPTY, KeySet::plus)).isEqualTo(a);
    assertThat(chunks.stream().mapToLong(KeySet::size).sum()).isEqualTo(a.size());
  }

  @Test
  void manyKeysOneByOneAreQuickEnough() {
    KeySet set = KeySet.EMPTY;
    Random random = new Random(1);
    for (int i = 0; i < 60_000; i++) {
      set = set.plus(KeySet.ofBits(random.nextLong()));
    }
    for (int i = 0; i < 300_000; i++) {
      set = set.plus(KeySet.ofBits(i));
    }
    assertThat(set.size()).isEqualTo(360_000);
    assertThat(set.contains(KeyMark.ofLong(299_999))).isTrue();
  }

  private static long[] batch(Random random) {
    return LongStream.generate(() -> value(random)).limit(1 + random.nextInt(200)).toArray();
  }

  private static long value(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(3000);
      case 2 -> -random.nextInt(100_000);
      default -> Long.MIN_VALUE + random.nextInt(2000);
    };
  }
}
