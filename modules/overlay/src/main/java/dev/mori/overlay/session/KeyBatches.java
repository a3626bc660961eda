package dev.mori.overlay.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cuts many keys of many tables into batches of bounded size. */
public final class KeyBatches {

  private KeyBatches() {}

  /**
   * The keys in batches, in the order of the tables' names.
   *
   * @param keys the keys; empty sets are left out
   * @param limit the most keys of all tables together in one batch, at least 1
   * @return batches that are not empty and have no key in common; none when there are no keys
   */
  public static List<Map<TableId, KeySet>> of(Map<TableId, KeySet> keys, int limit) {
    List<Map<TableId, KeySet>> batches = new ArrayList<>();
    Map<TableId, KeySet> open = new TreeMap<>();
    long inOpen = 0;
    for (Map.Entry<TableId, KeySet> entry : new TreeMap<>(keys).entrySet()) {
      // All chunks of a table but its last one are full, so a batch never meets the same table
      // twice.
      for (KeySet chunk : entry.getValue().chunks(limit)) {
        if (inOpen + chunk.size() > limit) {
          batches.add(Map.copyOf(open));
          open.clear();
          inOpen = 0;
        }
        open.put(entry.getKey(), chunk);
        inOpen += chunk.size();
      }
    }
    if (!open.isEmpty()) {
      batches.add(Map.copyOf(open));
    }
    return List.copyOf(batches);
  }
}
