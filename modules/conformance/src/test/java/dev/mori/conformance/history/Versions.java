package dev.mori.conformance.history;

import dev.mori.conformance.history.Anomaly.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The order of each key's writes, as all who saw the key tell it together. */
final class Versions {
  /** Stands for writers that took their write back. */
  private static final Transaction NOBODY =
      new Transaction(-1, Transaction.Outcome.ABORTED, List.of(), 0, 0);

  private final Map<Key, SortedMap<Integer, Integer>> orders = new HashMap<>();
  private final Map<Key, Map<Integer, Transaction>> writers = new HashMap<>();
  private final List<Anomaly> anomalies = new ArrayList<>();

  Versions(List<Transaction> history) {
    for (Transaction transaction : history) {
      transaction.writes().forEach(write -> wrote(transaction, write));
    }
    for (Transaction transaction : history) {
      boolean counts = transaction.outcome() != Transaction.Outcome.ABORTED;
      transaction.reads().forEach(r -> r.seen().forEach((k, s) -> learn(transaction, k, s)));
      transaction
          .writes()
          .filter(write -> counts && !write.undone())
          .forEach(write -> learn(transaction, write.key(), write.after()));
    }
    orders.forEach(this::once);
  }

  private void wrote(Transaction transaction, Event.Write write) {
    writers
        .computeIfAbsent(write.key(), k -> new HashMap<>())
        .put(write.value(), write.undone() ? NOBODY : transaction);
  }

  private void learn(Transaction by, Key key, Seen seen) {
    SortedMap<Integer, Integer> order = orders.computeIfAbsent(key, k -> new TreeMap<>());
    Map<Integer, Transaction> written = writers.getOrDefault(key, Map.of());
    seen.writes()
        .forEach(
            (number, value) -> {
              Transaction writer = written.getOrDefault(value, NOBODY);
              if (writer.outcome() != Transaction.Outcome.ABORTED) {
                Integer other = order.putIfAbsent(number, value);
                if (other != null && !other.equals(value)) {
                  note(Kind.TORN_KEY, key, by + " saw " + value + " where others saw " + other);
                }
              } else if (by.writes().noneMatch(w -> w.key().equals(key) && w.value() == value)) {
                note(Kind.G1A, key, by + " saw " + value + ", which was never committed");
              }
            });
  }

  private void once(Key key, SortedMap<Integer, Integer> order) {
    Set<Integer> values = new HashSet<>(order.values());
    if (values.size() < order.size()) {
      note(Kind.TORN_KEY, key, "a value stands twice in " + order.values());
    }
  }

  private void note(Kind kind, Key key, String story) {
    anomalies.add(new Anomaly(kind, key + ": " + story));
  }

  /** What the states themselves gave away. */
  List<Anomaly> anomalies() {
    return anomalies;
  }

  Set<Key> keys() {
    return orders.keySet();
  }

  /** The number of a key's last known write. */
  int last(Key key) {
    SortedMap<Integer, Integer> order = orders.getOrDefault(key, new TreeMap<>());
    return order.isEmpty() ? 0 : order.lastKey();
  }

  /** Who made the write of this number; nobody when there is none, or nobody saw it. */
  Stream<Transaction> writer(Key key, int number) {
    Integer value = orders.getOrDefault(key, new TreeMap<>()).get(number);
    return Stream.ofNullable(value)
        .map(v -> writers.getOrDefault(key, Map.of()).get(v))
        .filter(Objects::nonNull)
        .filter(writer -> writer.id() != NOBODY.id());
  }
}
