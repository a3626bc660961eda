package dev.mori.state;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The settings under {@code mori.state}; {@code reference.conf} explains each.
 *
 * @param exclusive whether the journal can be opened by one process only, so that no other node can
 *     hold a lease
 * @param lease how long a replica may be trusted after it last asked
 * @param leaseMargin how much longer the entity waits for it, against clocks that run at different
 *     speeds
 * @param renewEvery how often a replica asks
 * @param askTimeout how long a change waits for the entity
 * @param openTimeout how long opening a session waits for it, and then for the replica
 * @param snapshotEvery number of events between two snapshots
 * @param reconcileRetry pause after a ledger could not be read
 */
record SessionSettings(
    boolean exclusive,
    Duration lease,
    Duration leaseMargin,
    Duration renewEvery,
    Duration askTimeout,
    Duration openTimeout,
    int snapshotEvery,
    Duration reconcileRetry) {

  SessionSettings {
    if (renewEvery.multipliedBy(2).compareTo(lease) > 0) {
      throw new IllegalArgumentException(
          "mori.state.lease.renew-every must be at most half of mori.state.lease.duration");
    }
  }

  static SessionSettings of(Config root) {
    Config state = root.getConfig("mori.state");
    return new SessionSettings(
        state.getBoolean("journal.exclusive"),
        state.getDuration("lease.duration"),
        state.getDuration("lease.margin"),
        state.getDuration("lease.renew-every"),
        state.getDuration("ask-timeout"),
        state.getDuration("open-timeout"),
        state.getInt("snapshot-every"),
        state.getDuration("reconcile-retry"));
  }
}
