package dev.mori.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.state.ReplicaSet.Renewal;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whom an entity waits for, and who may be trusted. */
final class ReplicaSetTest {

  private static final long LEASE = 100;

  @Test
  void withoutALeaseNobodyIsWaitedFor() {
    ReplicaSet<String> set = ReplicaSet.<String>none().subscribe("a", 0);
    assertThat(set.settled(7)).isEqualTo(7);
  }

  @Test
  void aReplicaWithALeaseIsWaitedForUntilItAcknowledgesOrItsLeaseEnds() {
    ReplicaSet<String> set = leased(ReplicaSet.none(), "a", 5, 0);
    assertThat(set.settled(8)).isEqualTo(5);
    assertThat(set.acknowledge("a", 8).settled(8)).isEqualTo(8);
    assertThat(set.expire(LEASE - 1, LEASE).settled(8)).isEqualTo(5);
    assertThat(set.expire(LEASE, LEASE).settled(8)).isEqualTo(8);
    assertThat(set.unsubscribe("a").settled(8)).isEqualTo(8);
  }

  @Test
  void aReplicaThatLacksSomethingAnsweredGetsNoLease() {
    ReplicaSet<String> set = ReplicaSet.<String>none().subscribe("a", 0).answered(6);
    assertThat(set.renew("a", 5, 6, 1, 1 + LEASE)).isInstanceOf(Renewal.Behind.class);
    assertThat(set.renew("a", 6, 6, 1, 1 + LEASE)).isInstanceOf(Renewal.Granted.class);
    assertThat(set.renew("b", 6, 6, 1, 1 + LEASE)).isInstanceOf(Renewal.Unknown.class);
  }

  @Test
  void aRequestThatWasOvertakenByWhatItAcknowledgedTakesNoLeaseAway() {
    ReplicaSet<String> set = leased(ReplicaSet.none(), "a", 5, 0).acknowledge("a", 6).answered(6);
    ReplicaSet<String> late = ((Renewal.Granted<String>) set.renew("a", 5, 6, 1, 1 + LEASE)).next();
    assertThat(late.settled(7)).isEqualTo(6);
    Renewal<String> behind = set.answered(7).renew("a", 5, 8, 1, 1 + LEASE);
    assertThat(((Renewal.Behind<String>) behind).next().settled(8)).isEqualTo(7);
  }

  @Test
  void whatGotLostIsSentAgainAtTheNextRenewalButOne() {
    ReplicaSet<String> set = ReplicaSet.<String>none().subscribe("a", 0);
    Renewal.Granted<String> first = (Renewal.Granted<String>) set.renew("a", 3, 5, 1, 1 + LEASE);
    assertThat(first.resend()).isFalse();
    Renewal.Granted<String> second =
        (Renewal.Granted<String>) first.next().renew("a", 3, 5, 2, 2 + LEASE);
    assertThat(second.resend()).isTrue();
  }

  @Test
  void aSilentSubscriberIsForgotten() {
    ReplicaSet<String> set = ReplicaSet.<String>none().subscribe("a", 0);
    assertThat(set.expire(10 * LEASE, LEASE).subscribers()).containsExactly("a");
    assertThat(set.expire(10 * LEASE + 1, LEASE).subscribers()).isEmpty();
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  /** Entity, replicas and a network that delays and loses, on one clock that the test turns. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsAnsweredEveryTrustedReplicaHas(int seed) {
    Random random = new Random(seed);
    Map<String, Long> has = new HashMap<>(Map.of("a", 0L, "b", 0L, "c", 0L));
    Map<String, Long> trustedUntil = new HashMap<>();
    ReplicaSet<String> set = ReplicaSet.none();
    for (String name : has.keySet()) {
      set = set.subscribe(name, 0);
    }
    long revision = 0;
    for (long now = 0; now < 2000; now += 1 + random.nextInt(9)) {
      String name = "abc".substring(random.nextInt(3)).substring(0, 1);
      switch (random.nextInt(4)) {
        case 0 -> revision++;
        case 1 -> has.merge(name, revision, Math::max); // the increments arrive
        case 2 -> set = set.acknowledge(name, has.getOrDefault(name, 0L));
        default -> {
          long asked = now - random.nextInt(40); // the request was on its way for a while
          if (set.renew(name, has.getOrDefault(name, 0L), revision, now, now + LEASE)
              instanceof Renewal.Granted<String> granted) {
            set = granted.next();
            trustedUntil.merge(name, asked + LEASE, Math::max);
          }
        }
      }
      set = set.expire(now, LEASE);
      long settled = set.settled(revision);
      assertThat(settled).isGreaterThanOrEqualTo(set.answered());
      set = set.answered(settled);
      for (String replica : has.keySet()) {
        boolean trusted = now < trustedUntil.getOrDefault(replica, 0L);
        assertThat(!trusted || has.getOrDefault(replica, 0L) >= settled)
            .as("%s at %d", replica, now)
            .isTrue();
        if (!set.subscribers().contains(replica)) {
          set = set.subscribe(replica, now);
        }
      }
    }
  }

  private static ReplicaSet<String> leased(
      ReplicaSet<String> set, String name, long revision, long now) {
    Renewal<String> renewal =
        set.subscribe(name, now).renew(name, revision, revision, now, now + LEASE);
    return ((Renewal.Granted<String>) renewal).next();
  }
}
