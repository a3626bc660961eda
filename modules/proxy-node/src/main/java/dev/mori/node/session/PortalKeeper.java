package dev.mori.node.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps portals, which live no longer than what they were made in. */
interface PortalKeeper {
  /** Keeps none. */
  PortalKeeper NONE =
      new PortalKeeper() {
        @Override
        public void transactionOver() {}

        @Override
        public CompletionStage<Void> undoneSince(long moment) {
          return CompletableFuture.completedStage(null);
        }
      };

  /** The transaction has ended, and the servers have forgotten its portals. */
  void transactionOver();

  /** Portals made after this moment of {@link Savepoints} are gone. */
  CompletionStage<Void> undoneSince(long moment);
}
