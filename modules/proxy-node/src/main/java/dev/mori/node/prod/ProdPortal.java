package dev.mori.node.prod;

import dev.mori.node.link.Lease;
import dev.mori.node.link.ReplySink;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A portal on prod that stopped at its row limit. It keeps its link until it is closed. */
public final class ProdPortal {
  private final ProdSide side;
  private final Lease lease;
  private final String name;
  private final ProdSide.Run run;
  private boolean closed;

  ProdPortal(ProdSide side, Lease lease, String name, ProdSide.Run run) {
    this.side = side;
    this.lease = lease;
    this.name = name;
    this.run = run;
  }

  String name() {
    return name;
  }

  /** Whether its link belongs to the client's transaction. */
  boolean shared() {
    return run.scope() == ProdSide.Scope.SNAPSHOT;
  }

  /** The settings it was opened under. */
  Map<String, String> session() {
    return run.session();
  }

  /**
   * The next rows, at most {@code limit} of them (0: all). The stage tells whether the limit
   * stopped it again.
   */
  public CompletionStage<Boolean> fetch(int limit, ReplySink target) {
    return side.fetch(lease, this, limit, target);
  }

  /**
   * Gives the link back, unless the client's transaction still needs it. Repeated calls do nothing.
   */
  public CompletionStage<Void> close() {
    if (closed || shared()) {
      closed = true;
      return CompletableFuture.completedStage(null);
    }
    closed = true;
    return side.closePortal(lease);
  }
}
