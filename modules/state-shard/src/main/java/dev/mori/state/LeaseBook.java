package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Until when the replicas of a session may trust themselves, for an entity that recovers and can
 * not know which leases its predecessor has granted.
 *
 * <p>When the journal can be opened by one process only, every lease was granted in this process
 * and stands in this book. Otherwise the answer is always a whole lease. Safe for use by any
 * thread; times as in {@link ReplicaSet}.
 */
final class LeaseBook {

  private final boolean complete;
  private final Duration unknown;
  private final ConcurrentMap<SessionName, Long> ends = new ConcurrentHashMap<>();

  LeaseBook(SessionSettings settings) {
    this.complete = settings.exclusive();
    this.unknown = settings.lease().plus(settings.leaseMargin());
  }

  /** A lease of the session was granted that ends then. */
  void granted(SessionName session, long end) {
    ends.put(session, end);
  }

  /**
   * How long it takes until no lease that was granted before is valid; zero when that is so
   * already.
   */
  Duration remaining(SessionName session, long now) {
    if (!complete) {
      return unknown;
    }
    Long end = ends.get(session);
    return end == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, end - now));
  }
}
