package dev.mori.state;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long a node may speak for its sessions; {@code reference.conf} explains each.
 *
 * @param duration how long the right lasts after it was last renewed
 * @param margin how much longer others wait for it, against clocks that run at different speeds
 * @param renewEvery how often a node renews it
 */
record RightSettings(Duration duration, Duration margin, Duration renewEvery) {

  RightSettings {
    if (renewEvery.multipliedBy(3).compareTo(duration) > 0) {
      throw new IllegalArgumentException(
          "mori.state.ownership.renew-every must be at most a third of"
              + " mori.state.ownership.duration");
    }
  }

  /** Reads them; a right has to outlast the leases that are granted under it. */
  static RightSettings of(Config root, SessionSettings sessions) {
    Config ownership = root.getConfig("mori.state.ownership");
    RightSettings settings =
        new RightSettings(
            ownership.getDuration("duration"),
            ownership.getDuration("margin"),
            ownership.getDuration("renew-every"));
    Duration least = sessions.lease().plus(sessions.leaseMargin());
    if (settings.duration.minus(settings.renewEvery.multipliedBy(2)).compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "mori.state.ownership.duration must be at least mori.state.lease.duration and margin and"
              + " two of mori.state.ownership.renew-every");
    }
    return settings;
  }

  /** How long a node has to be silent before its titles may be taken. */
  Duration silence() {
    return duration.plus(margin);
  }
}
