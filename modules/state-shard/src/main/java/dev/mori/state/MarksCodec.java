package dev.mori.state;

import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.TableId;
import dev.mori.overlay.session.TableMarks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The binary form of keys and marks. Equal values give equal octets.
 *
 * <p>A set of keys is written in the shorter of two forms: form 0 is the number of keys and each as
 * eight octets; form 1 is the number of runs of successive values and for each the distance from
 * the end of the last one and its length less one, in groups of seven bits (the first distance
 * counts from the smallest value, so that everything is unsigned).
 */
final class MarksCodec {

  private static final int FORM_PLAIN = 0;
  private static final int FORM_RUNS = 1;

  /** Limit of the keys in one set that is read, against damaged octets: 2 GB of memory. */
  private static final int MAX_KEYS = 1 << 28;

  private MarksCodec() {}

  static void writeKeys(OctetWriter out, KeySet keys) {
    long[] sorted = keys.toSortedBits();
    int runs = runs(sorted);
    if (runLength(sorted) < 8L * sorted.length) {
      out.octet(FORM_RUNS).unsigned(sorted.length).unsigned(runs);
      forEachRun(sorted, (gap, more) -> out.unsigned(gap).unsigned(more));
    } else {
      out.octet(FORM_PLAIN).unsigned(sorted.length);
      Arrays.stream(sorted).forEach(out::fixed);
    }
  }

  static KeySet readKeys(OctetReader in) {
    int form = in.octet();
    return switch (form) {
      case FORM_PLAIN -> {
        long[] bits = new long[in.count(8)];
        Arrays.setAll(bits, i -> in.fixed());
        yield KeySet.ofBits(bits);
      }
      case FORM_RUNS -> KeySet.ofBits(readRuns(in));
      default -> throw new IllegalArgumentException("keys of form " + form);
    };
  }

  static void writeKeysByTable(OctetWriter out, Map<TableId, KeySet> keys) {
    out.unsigned(keys.size());
    new TreeMap<>(keys)
        .forEach(
            (table, set) -> {
              writeTable(out, table);
              writeKeys(out, set);
            });
  }

  static Map<TableId, KeySet> readKeysByTable(OctetReader in) {
    Map<TableId, KeySet> keys = new HashMap<>();
    for (int left = in.count(4); left > 0; left--) {
      keys.put(readTable(in), readKeys(in));
    }
    return keys;
  }

  static void writeMarks(OctetWriter out, Marks marks) {
    Set<TableId> detached = new TreeSet<>();
    Map<TableId, KeySet> keys = new TreeMap<>();
    marks
        .tables()
        .forEach(
            (table, of) -> {
              if (of.detached()) {
                detached.add(table);
              } else {
                keys.put(table, of.keys());
              }
            });
    writeLedger(out, new Ledger(keys, detached));
  }

  static Marks readMarks(OctetReader in) {
    Ledger ledger = readLedger(in);
    Map<TableId, TableMarks> tables = new HashMap<>();
    ledger.keys().forEach((table, keys) -> tables.put(table, new TableMarks(keys, false)));
    ledger.detached().forEach(table -> tables.put(table, TableMarks.DETACHED));
    return new Marks(tables);
  }

  static void writeLedger(OctetWriter out, Ledger ledger) {
    out.unsigned(ledger.detached().size());
    ledger.detached().stream().sorted().forEach(table -> writeTable(out, table));
    writeKeysByTable(out, ledger.keys());
  }

  static Ledger readLedger(OctetReader in) {
    Set<TableId> detached = new HashSet<>();
    for (int left = in.count(2); left > 0; left--) {
      detached.add(readTable(in));
    }
    return new Ledger(readKeysByTable(in), detached);
  }

  static void writeTable(OctetWriter out, TableId table) {
    out.text(table.schema()).text(table.name());
  }

  static TableId readTable(OctetReader in) {
    return new TableId(in.text(), in.text());
  }

  private static long[] readRuns(OctetReader in) {
    long size = in.unsigned();
    if (size < 0 || size > MAX_KEYS) {
      throw new IllegalArgumentException("a set of " + size + " keys");
    }
    long[] bits = new long[(int) size];
    long next = Long.MIN_VALUE;
    int at = 0;
    for (int runs = in.count(2); runs > 0; runs--) {
      long value = next + in.unsigned();
      long more = in.unsigned();
      if (more < 0 || more >= size - at) {
        throw new IllegalArgumentException("runs of more than " + size + " keys");
      }
      for (long i = 0; i <= more; i++) {
        bits[at++] = value + i;
      }
      next = value + more + 1;
    }
    if (at != size) {
      throw new IllegalArgumentException("runs of " + at + " keys instead of " + size);
    }
    return bits;
  }

  private static int runs(long[] sorted) {
    int[] runs = {0};
    forEachRun(sorted, (gap, more) -> runs[0]++);
    return runs[0];
  }

  private static long runLength(long[] sorted) {
    long[] octets = {0};
    forEachRun(sorted, (gap, more) -> octets[0] += octets(gap) + octets(more));
    return octets[0];
  }

  private static int octets(long unsigned) {
    return Math.max(1, (64 - Long.numberOfLeadingZeros(unsigned) + 6) / 7);
  }

  private static void forEachRun(long[] sorted, RunConsumer consumer) {
    long next = Long.MIN_VALUE;
    int from = 0;
    while (from < sorted.length) {
      int to = from + 1;
      while (to < sorted.length && sorted[to] == sorted[to - 1] + 1) {
        to++;
      }
      consumer.accept(sorted[from] - next, to - from - 1L);
      next = sorted[to - 1] + 1;
      from = to;
    }
  }

  /**
   * Takes one run: the distance from the end of the last one (unsigned) and the length less one.
   */
  private interface RunConsumer {
    void accept(long gap, long more);
  }
}
