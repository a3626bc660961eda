package dev.mori.conformance.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether what clients saw of counters that begin at zero can have happened one after the other, in
 * an order that agrees with real time (linearizable, Herlihy and Wing 1990). For a counter that
 * every write adds one to and that is returned, that is so when
 *
 * <ul>
 *   <li>no two acknowledged writes returned the same value,
 *   <li>a write returned more, and a read no less, than whatever ended before it began,
 *   <li>nothing returned more than the writes that had begun before it ended.
 * </ul>
 */
final class CounterChecker {
  private CounterChecker() {}

  /** Sentences about what cannot have happened; none when all is well. */
  static List<String> check(List<Operation> history) {
    Map<Integer, List<Operation>> keys = new TreeMap<>();
    history.forEach(op -> keys.computeIfAbsent(op.key(), key -> new ArrayList<>()).add(op));
    List<String> anomalies = new ArrayList<>();
    keys.values().forEach(ops -> checkKey(ops, anomalies));
    return anomalies;
  }

  private static void checkKey(List<Operation> ops, List<String> anomalies) {
    doubled(ops, anomalies);
    List<Operation> known = ops.stream().filter(Operation::isKnown).toList();
    List<Operation> byEnd =
        known.stream().sorted(Comparator.comparingLong(Operation::end)).toList();
    List<Operation> byBegin =
        known.stream().sorted(Comparator.comparingLong(Operation::begin)).toList();
    long[] writes =
        ops.stream().filter(Operation::write).mapToLong(Operation::begin).sorted().toArray();
    Operation highest = new Operation(0, false, 0, 0, 0);
    int ended = 0;
    for (Operation op : byBegin) {
      for (; ended < byEnd.size() && byEnd.get(ended).end() < op.begin(); ended++) {
        highest = byEnd.get(ended).value() > highest.value() ? byEnd.get(ended) : highest;
      }
      if (op.value() < highest.value() + (op.write() ? 1 : 0)) {
        anomalies.add("stale: " + op + " after " + highest);
      }
      if (op.value() > begunBefore(writes, op.end())) {
        anomalies.add("from nowhere: " + op);
      }
    }
  }

  private static void doubled(List<Operation> ops, List<String> anomalies) {
    Map<Long, Operation> values = new HashMap<>();
    for (Operation op : ops) {
      Operation other = op.write() && op.isKnown() ? values.put(op.value(), op) : null;
      if (other != null) {
        anomalies.add("lost update: " + op + " and " + other);
      }
    }
  }

  private static int begunBefore(long[] begins, long time) {
    int low = 0;
    int high = begins.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (begins[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
