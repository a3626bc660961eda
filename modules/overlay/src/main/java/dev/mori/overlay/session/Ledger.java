package dev.mori.overlay.session;

import java.util.Map;
import java.util.Set;

/**
 * What a shadow's own ledger says about the local keys: the truth of which the marks are a
 * superset.
 *
 * @param keys every key in the ledger of each table that is not detached
 * @param detached the tables for which prod is not consulted any more
 */
public record Ledger(Map<TableId, KeySet> keys, Set<TableId> detached) {

  /** The ledger of a shadow in which nothing was written. */
  public static final Ledger EMPTY = new Ledger(Map.of(), Set.of());

  /** The collections are copied. */
  public Ledger {
    keys = Map.copyOf(keys);
    detached = Set.copyOf(detached);
  }
}
