package dev.mori.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of fault runs is judged. */
final class CounterCheckerTest {

  @Test
  void whatCanHaveHappenedIsNoAnomaly() {
    assertThat(
            CounterChecker.check(
                List.of(
                    write(1, 2, 1),
                    write(3, 9, 2), // overlaps the next two
                    read(4, 5, 1),
                    read(5, 6, 2),
                    lost(7),
                    read(10, 11, 3),
                    write(12, 13, 4))))
        .isEmpty();
  }

  @Test
  void aReadFromBeforeAnAcknowledgedWriteIsOne() {
    assertThat(CounterChecker.check(List.of(write(1, 2, 1), read(3, 4, 0)))).hasSize(1);
  }

  @Test
  void soAreReadsThatGoBack() {
    assertThat(CounterChecker.check(List.of(lost(1), read(2, 3, 1), read(4, 5, 0)))).hasSize(1);
  }

  @Test
  void soAreTwoWritesFromTheSameValue() {
    assertThat(CounterChecker.check(List.of(write(1, 5, 1), write(2, 6, 1)))).isNotEmpty();
  }

  @Test
  void soIsAValueNobodyCanHaveWritten() {
    assertThat(CounterChecker.check(List.of(write(1, 2, 1), read(3, 4, 2)))).hasSize(1);
  }

  private static Operation write(long begin, long end, long value) {
    return new Operation(1, true, begin, end, value);
  }

  private static Operation read(long begin, long end, long value) {
    return new Operation(1, false, begin, end, value);
  }

  private static Operation lost(long begin) {
    return new Operation(1, true, begin, begin + 1, Operation.UNKNOWN);
  }
}
