package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction's rows in the ledger say: table, key before, key after; no keys for a whole
 * table.
 */
final class LedgerRows {
  private LedgerRows() {}

  /** A row of {@code PostgresLedger.WRITTEN} as one of {@code PostgresLedger.TAKE_WRITES}. */
  static List<@Nullable String> keys(List<@Nullable String> written) {
    List<@Nullable String> keys = new ArrayList<>();
    keys.add(written.get(0));
    keys.addAll(written.subList(4, 6));
    return keys;
  }

  static boolean truncates(List<@Nullable String> written) {
    return written.get(4) == null && written.get(5) == null;
  }

  static WrittenKeys.Written read(List<List<@Nullable String>> rows, PostgresCatalog catalog) {
    Map<TableId, List<KeyMark>> keys = new HashMap<>();
    Set<TableId> detached = new HashSet<>();
    for (List<@Nullable String> row : rows) {
      catalog
          .relation(Long.parseLong(Objects.requireNonNull(row.get(0))))
          .filter(relation -> relation.origin() != null)
          .ifPresent(
              relation -> {
                TableId table = ClientTables.id(Objects.requireNonNull(relation.origin()));
                if (row.get(1) == null && row.get(2) == null) {
                  detached.add(table);
                }
                Stream.of(1, 2)
                    .map(row::get)
                    .filter(Objects::nonNull)
                    .forEach(
                        key ->
                            keys.computeIfAbsent(table, t -> new ArrayList<>())
                                .add(ClientTables.mark(relation, JsonTexts.array(key))));
              });
    }
    Map<TableId, KeySet> sets = new HashMap<>();
    keys.forEach((table, marks) -> sets.put(table, KeySet.copyOf(marks)));
    return new WrittenKeys.Written(sets, detached);
  }
}
