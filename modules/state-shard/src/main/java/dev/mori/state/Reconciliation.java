package dev.mori.state;

import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.SessionName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads the ledger of a session's shadow, for an entity that has just recovered.
 *
 * <p>Marks are persisted before a transaction may commit, so the ledger should hold nothing that is
 * not marked. This makes sure of it, and repairs marks whose journal was lost or put back from a
 * backup. Until it has answered, the session accepts no mark and no replica of it is trusted; a
 * failed stage is tried again.
 */
@FunctionalInterface
public interface Reconciliation {

  /**
   * The whole committed ledger; empty when the database does not exist.
   *
   * @param session the session
   * @param shadowDatabase name of the database that holds its rows
   */
  CompletionStage<Ledger> ledger(SessionName session, String shadowDatabase);

  /** For tests and for shadows without a ledger: the marks are taken as they are. */
  static Reconciliation none() {
    return (session, shadowDatabase) -> CompletableFuture.completedStage(Ledger.EMPTY);
  }
}
