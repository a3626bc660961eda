package dev.mori.state;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The clocks of a process, in nanoseconds, each to be compared with itself only.
 *
 * @param holding for who holds something for a while: a lease, a title
 * @param waiting for who waits until somebody else holds it no more
 */
record Clocks(LongSupplier holding, LongSupplier waiting) {

  static Clocks ofSystem() {
    return new Clocks(new HoldingClock(System::nanoTime, Clocks::timeOfDay), System::nanoTime);
  }

  private static long timeOfDay() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }
}
