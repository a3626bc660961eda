package dev.mori.node.session;

import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.TableId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what the ledger says a transaction wrote into marks. */
@FunctionalInterface
interface WrittenKeys {
  /** Rows of {@link dev.mori.engine.postgres.PostgresLedger#TAKE_WRITES}. */
  Written of(List<List<@Nullable String>> rows);

  /**
   * What must be marked before the transaction commits.
   *
   * @param keys the keys written, by table of prod; tables of the session alone are left out
   * @param detached tables that were truncated
   */
  record Written(Map<TableId, KeySet> keys, Set<TableId> detached) {}
}
