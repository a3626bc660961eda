package dev.mori.state;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that a test turns. */
final class ManualClock implements LongSupplier {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000); // about to wrap around

  void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }

  @Override
  public long getAsLong() {
    return now.get();
  }
}
