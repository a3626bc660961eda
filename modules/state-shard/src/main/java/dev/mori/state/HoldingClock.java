package dev.mori.state;

import java.util.function.LongSupplier;

/**
 * A clock for who holds something for a while. It goes at least as fast as the monotonic clock,
 * which on many systems stands still while the machine is suspended, and at least as fast as the
 * time of day, which does not: whatever happens to the machine, no more time has passed than this
 * clock says. When the time of day is put forward it believes that too, and what is held ends
 * early; when it is put back nothing happens. Safe for use by any thread.
 *
 * <p>A machine whose time of day stands still as well (a virtual one that was frozen) is told apart
 * by nobody until its time of day is put right.
 */
final class HoldingClock implements LongSupplier {

  /** The clocks are read one after the other, and are corrected slowly, which means nothing. */
  private static final long SLACK = 20_000_000;

  private final LongSupplier monotonic;
  private final LongSupplier timeOfDay;
  private volatile long lead;
  private volatile long skipped;

  /**
   * A clock over two others, all in nanoseconds.
   *
   * @param monotonic may stand still
   * @param timeOfDay may jump
   */
  HoldingClock(LongSupplier monotonic, LongSupplier timeOfDay) {
    this.monotonic = monotonic;
    this.timeOfDay = timeOfDay;
    this.lead = timeOfDay.getAsLong() - monotonic.getAsLong();
  }

  @Override
  public long getAsLong() {
    long now = monotonic.getAsLong();
    return Math.abs(timeOfDay.getAsLong() - now - lead) <= SLACK ? now + skipped : apart();
  }

  /** The time of day has gone further than the monotonic clock since, or not so far. */
  private synchronized long apart() {
    long day = timeOfDay.getAsLong();
    long now = monotonic.getAsLong();
    long further = day - now - lead;
    if (Math.abs(further) > SLACK) {
      lead += further;
      skipped += Math.max(0, further);
    }
    return now + skipped;
  }
}
