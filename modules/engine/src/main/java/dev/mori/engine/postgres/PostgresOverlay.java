package dev.mori.engine.postgres;

import dev.mori.engine.postgres.SessionTables.Standing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides where a read runs and rewrites it so that one query on prod gives what a private copy
 * would: prod's rows whose key is not local, and the session's rows, shipped as parameters. Pure:
 * it takes texts and facts and gives texts.
 */
public final class PostgresOverlay {
  /** Most rows of one table that travel with a query; above, the table is better localized. */
  public static final int MOST_ROWS = 100_000;

  /** Most keys of one table that travel with a query; a key costs a tenth of a row. */
  public static final int MOST_KEYS = 500_000;

  private final OverlayContext context;

  /** Plans reads against one state of the session. */
  public PostgresOverlay(OverlayContext context) {
    this.context = context;
  }

  /**
   * Plans one read.
   *
   * @param read a SELECT, VALUES, TABLE or WITH that modifies nothing
   */
  public ReadPlan plan(ReadText read) {
    return plan(read, false);
  }

  /**
   * Plans one read.
   *
   * @param otherRole whether the client has taken on another role: then the read runs on the shadow
   */
  public ReadPlan plan(ReadText read, boolean otherRole) {
    RelationReach reach = new RelationReach(context);
    reach.add(read, context.searchPath());
    if (otherRole) {
      reach.bind();
    }
    List<Relation> backed = reach.prodBacked();
    if (reach.unresolved()) {
      return new ReadPlan.ShadowOnly();
    }
    RowPolicies policies = new RowPolicies(context);
    Optional<String> secured =
        Stream.concat(reach.bases().stream(), reach.met())
            .flatMap(r -> policies.obstacle(r).stream())
            .findFirst();
    if (secured.isPresent()) {
      return new ReadPlan.Refused(secured.get(), RowPolicies.HINT);
    }
    if (!reach.dynamic().isEmpty()) {
      boolean prodKnows = !otherRole && reach.obstacles().isEmpty() && all(reach, Standing.CLEAN);
      if (!prodKnows) {
        return unknowable(reach.dynamic().getFirst());
      }
      if (backed.isEmpty()) {
        return new ReadPlan.ProdDirect(List.of());
      }
    }
    if (backed.isEmpty()) {
      return new ReadPlan.ShadowOnly();
    }
    if (read.query().locksRows()) {
      return new ReadPlan.Localize(backed, "locks rows");
    }
    if (otherRole) {
      // Privileges and policies are the shadow's business.
      return new ReadPlan.Localize(backed, "another role");
    }
    Optional<ReadPlan> early = functions(reach, backed);
    return early.orElseGet(() -> rewrite(read, reach, backed));
  }

  private Optional<ReadPlan> functions(RelationReach reach, List<Relation> backed) {
    if (!reach.obstacles().isEmpty()) {
      return Optional.of(new ReadPlan.Localize(backed, reach.obstacles().getFirst()));
    }
    if (!reach.readByFunctions().isEmpty() && !reach.allClean()) {
      return Optional.of(new ReadPlan.Localize(backed, "a function reads changed tables"));
    }
    if (reach.secured() && !reach.allClean()) {
      return Optional.of(new ReadPlan.Localize(backed, "row level security binds a view's owner"));
    }
    if (reach.timedFunction() && context.inTransaction()) {
      return Optional.of(new ReadPlan.Localize(backed, "a function asks for the time"));
    }
    return Optional.empty();
  }

  private static ReadPlan unknowable(String function) {
    return new ReadPlan.Refused(
        "Function "
            + function
            + " may read any table, and neither production nor this session has all of them.",
        "Call a function that production has, too, in a session without changes, or read the tables"
            + " directly.");
  }

  private boolean all(RelationReach reach, Standing standing) {
    return context.catalog().relations().stream()
        .filter(r -> r.holdsRows() && !r.traits().partition())
        .allMatch(r -> reach.standing(r) == standing);
  }

  private ReadPlan rewrite(ReadText read, RelationReach reach, List<Relation> backed) {
    Deltas deltas = new Deltas(context.parameterTypes());
    ReadRewriter rewriter = new ReadRewriter(context, reach, deltas);
    String text = rewriter.rewrite(read, context.searchPath());
    if (rewriter.refusal().isPresent()) {
      return new ReadPlan.Refused(rewriter.refusal().get(), TableShape.DRIFT_HINT);
    }
    if (!rewriter.obstacles().isEmpty()) {
      return new ReadPlan.Localize(backed, rewriter.obstacles().getFirst());
    }
    if (!rewriter.changed()) {
      return new ReadPlan.ProdDirect(backed);
    }
    return new ReadPlan.Rewritten(
        text, deltas.parameters(), deltas.captureSql(), deltas.captureParameters(), backed);
  }
}
