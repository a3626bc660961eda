package dev.mori.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much time a clock for who holds something says has passed. */
final class HoldingClockTest {
  private final ManualClock monotonic = new ManualClock();
  private final ManualClock timeOfDay = new ManualClock();
  private final HoldingClock clock = new HoldingClock(monotonic, timeOfDay);

  @Test
  void itGoesAsBothClocksGo() {
    assertThat(passed(Duration.ofSeconds(3), Duration.ofSeconds(3))).isEqualTo(3_000);
  }

  @Test
  void aMachineThatWasSuspendedHasHeldForAsLongAsTheTimeOfDaySays() {
    assertThat(passed(Duration.ZERO, Duration.ofSeconds(40))).isEqualTo(40_000);
    assertThat(passed(Duration.ofSeconds(1), Duration.ofSeconds(21))).isEqualTo(21_000);
  }

  @Test
  void aTimeOfDayThatIsPutBackHidesNothingThatComesLater() {
    assertThat(passed(Duration.ofSeconds(2), Duration.ofSeconds(-3600))).isEqualTo(2_000);
    assertThat(passed(Duration.ofSeconds(2), Duration.ofSeconds(2))).isEqualTo(2_000);
    assertThat(passed(Duration.ZERO, Duration.ofSeconds(9))).isEqualTo(9_000);
  }

  @Test
  void smallCorrectionsOfTheTimeOfDayMeanNothing() {
    assertThat(passed(Duration.ofSeconds(2), Duration.ofMillis(2_010))).isEqualTo(2_000);
  }

  private long passed(Duration byMonotonic, Duration byTimeOfDay) {
    long before = clock.getAsLong();
    monotonic.advance(byMonotonic);
    timeOfDay.advance(byTimeOfDay);
    return Duration.ofNanos(clock.getAsLong() - before).toMillis();
  }
}
