package dev.mori.state;

import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.Ledger;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Shadow databases by name: which keys are local in each, and how often each was written. */
final class SimShadow {
  private final Map<String, Map<Long, Long>> databases = new HashMap<>();

  /** A committed write; the version it made. */
  long commit(String database, long key) {
    return databases.computeIfAbsent(database, name -> new HashMap<>()).merge(key, 1L, Long::sum);
  }

  /** The newest version of a row, 0 where prod's is. */
  long read(String database, long key) {
    return databases.getOrDefault(database, Map.of()).getOrDefault(key, 0L);
  }

  Ledger ledger(String database) {
    Map<Long, Long> rows = databases.getOrDefault(database, Map.of());
    long[] keys = rows.keySet().stream().mapToLong(Long::longValue).toArray();
    return new Ledger(
        keys.length == 0 ? Map.of() : Map.of(Names.ORDERS, KeySet.ofBits(keys)), Set.of());
  }
}
