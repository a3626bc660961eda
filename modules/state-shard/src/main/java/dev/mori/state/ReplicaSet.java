package dev.mori.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The replicas of one session as its entity knows them, and the rules of leases. Immutable; times
 * are readings of one monotonic clock in nanoseconds.
 *
 * <p>The promise behind every answered change: each replica that may be trusted has it. So a change
 * is answered when all replicas with a lease have acknowledged its revision, and a lease is granted
 * only to a replica that has everything that was answered before. A replica that does not renew
 * loses its lease here after the lease's duration and a margin, counted from when its request
 * arrived; it stops trusting itself after the duration alone, counted from when it sent the
 * request, which is earlier.
 *
 * @param replicas the subscribers, in the order in which they came
 * @param answered the revision up to which changes may have been answered
 * @param <R> what identifies one incarnation of a replica
 */
record ReplicaSet<R>(Map<R, Replica> replicas, long answered) {

  /** A subscriber that has not been heard of for this many leases is forgotten. */
  private static final int FORGET_AFTER_LEASES = 10;

  ReplicaSet {
    replicas = Collections.unmodifiableMap(new LinkedHashMap<>(replicas));
  }

  static <R> ReplicaSet<R> none() {
    return new ReplicaSet<>(Map.of(), 0);
  }

  Set<R> subscribers() {
    return replicas.keySet();
  }

  /** Those that may be trusted. */
  List<R> leased() {
    return replicas.entrySet().stream()
        .filter(entry -> entry.getValue().leased)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Adds a subscriber without a lease; one that is known keeps what is known of it. */
  ReplicaSet<R> subscribe(R replica, long now) {
    return replicas.containsKey(replica) ? this : with(replica, new Replica(0, 0, false, now));
  }

  /** Forgets a replica that has stopped trusting itself. */
  ReplicaSet<R> unsubscribe(R replica) {
    Map<R, Replica> next = new LinkedHashMap<>(replicas);
    next.remove(replica);
    return new ReplicaSet<>(next, answered);
  }

  /** The replica has everything up to the revision. */
  ReplicaSet<R> acknowledge(R replica, long revision) {
    Replica known = replicas.get(replica);
    return known == null || known.acknowledged >= revision
        ? this
        : with(replica, known.at(revision));
  }

  /**
   * A replica asks for its lease to go on.
   *
   * @param replica who asks
   * @param revision it has everything up to this one
   * @param current revision of the session, up to which increments were sent
   * @param now when the request arrived
   * @param until when the lease would end
   */
  Renewal<R> renew(R replica, long revision, long current, long now, long until) {
    ReplicaSet<R> heard = acknowledge(replica, revision);
    Replica known = heard.replicas.get(replica);
    if (known == null) {
      return new Renewal.Unknown<>();
    }
    // What had been sent by the last time it asked should have arrived by now.
    boolean lost = revision < known.sentBefore;
    if (known.acknowledged < answered) {
      // A lease it may have goes on: the request may have been overtaken by what it acknowledged.
      return new Renewal.Behind<>(
          heard.with(
              replica,
              new Replica(
                  known.acknowledged, current, known.leased, known.leased ? known.time : now)),
          lost);
    }
    return new Renewal.Granted<>(
        heard.with(replica, new Replica(known.acknowledged, current, true, until)), lost);
  }

  /** Takes away leases that have ended, and forgets subscribers that were silent for long. */
  ReplicaSet<R> expire(long now, long leaseNanos) {
    Map<R, Replica> next = new LinkedHashMap<>();
    replicas.forEach(
        (ref, replica) -> {
          if (!replica.leased || now - replica.time < 0) {
            next.put(ref, replica);
          } else {
            next.put(
                ref, new Replica(replica.acknowledged, replica.sentBefore, false, replica.time));
          }
        });
    next.values().removeIf(r -> !r.leased && now - r.time > FORGET_AFTER_LEASES * leaseNanos);
    return next.equals(replicas) ? this : new ReplicaSet<>(next, answered);
  }

  /**
   * The revision that every replica with a lease has.
   *
   * @param current revision of the session, the result when no replica has a lease
   */
  long settled(long current) {
    long least = current;
    for (Replica replica : replicas.values()) {
      least = replica.leased ? Math.min(least, replica.acknowledged) : least;
    }
    return Math.max(least, answered);
  }

  /** Changes up to the revision are answered from now on. */
  ReplicaSet<R> answered(long revision) {
    return new ReplicaSet<>(replicas, Math.max(revision, answered));
  }

  private ReplicaSet<R> with(R ref, Replica replica) {
    Map<R, Replica> next = new LinkedHashMap<>(replicas);
    next.put(ref, replica);
    return new ReplicaSet<>(next, answered);
  }

  /**
   * One replica.
   *
   * @param acknowledged it has everything up to this revision
   * @param sentBefore what had been sent to it when it last asked
   * @param leased whether it may be trusted
   * @param time with a lease when that ends, without one when it was last heard of
   */
  record Replica(long acknowledged, long sentBefore, boolean leased, long time) {

    private Replica at(long revision) {
      return new Replica(revision, sentBefore, leased, time);
    }
  }

  /** What comes of asking for a lease. */
  sealed interface Renewal<R> {

    /** The lease goes on; {@code resend} when increments to it were lost. */
    record Granted<R>(ReplicaSet<R> next, boolean resend) implements Renewal<R> {}

    /**
     * No lease: it lacks something that was answered; {@code resend} when increments to it were
     * lost.
     */
    record Behind<R>(ReplicaSet<R> next, boolean resend) implements Renewal<R> {}

    /** Not a subscriber of this incarnation of the entity. */
    record Unknown<R>() implements Renewal<R> {}
  }
}
