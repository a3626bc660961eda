package dev.mori.overlay.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of a session under random commands, against a plain model of what must be marked. */
class SessionStatePropertyTest {

  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  private SessionState state = SessionState.initial();
  private final Map<TableId, Set<Long>> wanted = new HashMap<>();
  private final Set<TableId> detached = new HashSet<>();
  private long events;

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void marksAreASupersetOfAllThatWasAcceptedSinceTheLastReset(int seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 80; step++) {
      SessionCommand command = command(random);
      SessionState before = state;
      Decision decision = before.decide(command);
      switch (decision) {
        case Decision.Accepted accepted -> {
          if (before instanceof SessionState.Closed) {
            assertThat(command).isInstanceOf(SessionCommand.Open.class);
          }
          accepted.events().forEach(event -> state = state.apply(event));
          events += accepted.events().size();
          note(command, before);
          assertThat(state.decide(command)).isEqualTo(repeated(command));
        }
        case Decision.StaleEpoch stale -> {
          assertThat(stale.given()).isNotEqualTo(before.epoch());
          assertThat(stale.current()).isEqualTo(before.epoch());
        }
        case Decision.NoSession none -> assertThat(before).isInstanceOf(SessionState.Closed.class);
      }
      check(before);
    }
  }

  private Decision repeated(SessionCommand command) {
    return switch (command) {
      case SessionCommand.ChangeSchema change -> state.decide(change);
      case SessionCommand.Drop drop -> new Decision.NoSession();
      default -> new Decision.Accepted(List.of());
    };
  }

  private void note(SessionCommand command, SessionState before) {
    switch (command) {
      case SessionCommand.Open open -> {}
      case SessionCommand.MarkRows mark -> noteKeys(mark.keys());
      case SessionCommand.DetachTable detach -> detached.add(detach.table());
      case SessionCommand.ChangeSchema change -> {}
      case SessionCommand.Reset reset -> forget(state.epoch() > before.epoch());
      case SessionCommand.Drop drop -> forget(true);
      case SessionCommand.Reconcile reconcile -> {
        noteKeys(reconcile.ledger().keys());
        detached.addAll(reconcile.ledger().detached());
      }
    }
  }

  private void noteKeys(Map<TableId, KeySet> keys) {
    keys.forEach(
        (table, set) -> {
          Set<Long> all = wanted.computeIfAbsent(table, absent -> new HashSet<>());
          LongStream.of(set.toSortedBits()).forEach(all::add);
        });
  }

  private void forget(boolean really) {
    if (really) {
      wanted.clear();
      detached.clear();
    }
  }

  private void check(SessionState before) {
    assertThat(state.revision()).isEqualTo(events);
    assertThat(state.epoch()).isGreaterThanOrEqualTo(before.epoch());
    if (state instanceof SessionState.Open open) {
      wanted.forEach(
          (table, keys) ->
              assertThat(
                      keys.stream()
                          .allMatch(key -> open.marks().mayContain(table, new KeyMark(key))))
                  .isTrue());
      detached.forEach(table -> assertThat(open.marks().isDetached(table)).isTrue());
      Set<TableId> dirty = new HashSet<>(wanted.keySet());
      dirty.addAll(detached);
      assertThat(open.marks().tables().keySet()).isEqualTo(dirty);
    }
  }

  private SessionCommand command(Random random) {
    long epoch = random.nextInt(8) == 0 ? random.nextInt(5) : state.epoch();
    return switch (random.nextInt(12)) {
      case 0, 1 -> new SessionCommand.Open("db" + random.nextInt(3), "ann", NOW);
      case 2 -> new SessionCommand.DetachTable(epoch, table(random));
      case 3 -> new SessionCommand.ChangeSchema(epoch, "ALTER TABLE public.orders", NOW);
      case 4 -> new SessionCommand.Reset("db" + random.nextInt(3), NOW);
      case 5 -> random.nextInt(4) == 0 ? new SessionCommand.Drop(NOW) : mark(random, epoch);
      case 6 ->
          new SessionCommand.Reconcile(epoch, new Ledger(keys(random), Set.of(table(random))));
      default -> mark(random, epoch);
    };
  }

  private static SessionCommand mark(Random random, long epoch) {
    return new SessionCommand.MarkRows(epoch, keys(random));
  }

  private static Map<TableId, KeySet> keys(Random random) {
    Map<TableId, KeySet> keys = new TreeMap<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      int size = random.nextInt(200) == 0 ? 40_000 : 1 + random.nextInt(50);
      long from = random.nextInt(100);
      keys.put(table(random), KeySet.ofBits(LongStream.range(from, from + size).toArray()));
    }
    return keys;
  }

  private static TableId table(Random random) {
    return new TableId("public", "t" + random.nextInt(5));
  }
}
