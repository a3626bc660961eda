package dev.mori.engine.postgres;

import dev.mori.overlay.statement.TableRef;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What prod's row security policies look at. Prod applies them to its own rows, so a table they
 * restrict can be read there only while all that its policies depend on is as on prod.
 */
public final class RowPolicies {
  /** The way out. */
  public static final String HINT =
      "Use a role on production that row level security does not restrict, or reset the session.";

  private final OverlayContext context;
  private final Set<Long> seen = new HashSet<>();

  /** Judges against one state of the session. */
  public RowPolicies(OverlayContext context) {
    this.context = context;
  }

  /** Why prod does not show the rows of this relation as a private copy would, in a sentence. */
  public Optional<String> obstacle(Relation relation) {
    PostgresProdCatalog prod = context.catalog().prod();
    Relation.Origin origin = relation.origin();
    if (origin == null || !seen.add(relation.oid())) {
      return Optional.empty();
    }
    Optional<PostgresProdCatalog.ProdRelation> there =
        prod.relation(origin.prod()).filter(PostgresProdCatalog.ProdRelation::rowSecurity);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    RelationReach below = new RelationReach(context);
    boolean known = true;
    for (String policy : prod.policies(there.get().oid())) {
      Optional<ReadText> text = context.views().policy(policy);
      known &= text.isPresent() && add(text.get(), below);
    }
    String table = relation.name().sql();
    if (!known || !below.obstacles().isEmpty() || !below.dynamic().isEmpty()) {
      return Optional.of(
          "Row level security of "
              + table
              + " depends on more than tables and reviewed functions"
              + (below.obstacles().isEmpty() ? "." : ": " + below.obstacles().getFirst() + "."));
    }
    if (!below.allClean()) {
      return Optional.of(
          "Row level security of "
              + table
              + " depends on tables that are not as on production in this session.");
    }
    if (context.inTransaction() && (below.timed() || below.timedFunction())) {
      return Optional.of("Row level security of " + table + " depends on the time.");
    }
    return below.bases().stream().flatMap(r -> obstacle(r).stream()).findFirst();
  }

  /** Policies name relations of prod, whatever the session calls them. */
  private boolean add(ReadText policy, RelationReach below) {
    for (TableRef ref : policy.query().tables()) {
      Optional<Relation> relation =
          ref.name()
              .schema()
              .flatMap(s -> context.catalog().cloneOf(new ObjectName(s, ref.name().name())));
      if (relation.isEmpty()) {
        return false;
      }
      below.add(relation.get());
    }
    below.add(policy.purity());
    return true;
  }
}
