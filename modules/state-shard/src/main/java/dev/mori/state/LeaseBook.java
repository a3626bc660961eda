package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Until when replicas may trust themselves by the leases that this process has granted, for an
 * entity that recovers and does not know what its predecessor here has granted. Leases of other
 * processes are over when a {@link Title} is taken from them. Safe for use by any thread; times as
 * in {@link ReplicaSet}.
 */
final class LeaseBook {

  private final ConcurrentMap<SessionName, Long> ends = new ConcurrentHashMap<>();

  /** A lease of the session was granted that ends then. */
  void granted(SessionName session, long end) {
    ends.put(session, end);
  }

  /** No replica of the session trusts itself by a lease of this process any more. */
  void withdrawn(SessionName session) {
    ends.remove(session);
  }

  /** How long it takes until no lease of the session is valid; zero when that is so already. */
  Duration remaining(SessionName session, long now) {
    Long end = ends.get(session);
    return end == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, end - now));
  }

  /** How long it takes until no lease at all is valid. */
  Duration remaining(long now) {
    return ends.keySet().stream()
        .map(session -> remaining(session, now))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }
}
