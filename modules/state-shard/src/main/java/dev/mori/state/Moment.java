package dev.mori.state;

import java.time.Duration;

/**
 * When an {@link Incarnation} looks at something.
 *
 * @param now monotonic, in nanoseconds
 * @param title how long the title certainly holds from now on; it does not when not positive
 */
record Moment(long now, Duration title) {

  boolean mayAnswer() {
    return title.isPositive();
  }
}
