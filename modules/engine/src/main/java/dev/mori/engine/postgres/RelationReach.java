package dev.mori.engine.postgres;

import dev.mori.engine.postgres.SessionTables.Standing;
import dev.mori.overlay.statement.Purity;
import dev.mori.overlay.statement.TableRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Every stored relation a read finally depends on, through views, functions and inheritance. */
final class RelationReach {
  /** Definitions come with every name outside {@code pg_catalog} qualified. */
  static final List<String> SYSTEM_PATH = List.of("pg_catalog");

  private final OverlayContext context;
  private final FunctionReach functions;
  private final Set<Relation> bases = new LinkedHashSet<>();
  private final Set<Long> expanded = new HashSet<>();
  private final List<String> obstacles = new ArrayList<>();
  private final List<String> dynamic = new ArrayList<>();
  private final Set<Long> secured = new HashSet<>();
  private boolean unresolved;
  private boolean changedView;
  private boolean timedView;
  private boolean timed;

  RelationReach(OverlayContext context) {
    this.context = context;
    this.functions = new FunctionReach(context.catalog());
  }

  void add(ReadText read, List<String> path) {
    for (TableRef ref : read.query().tables()) {
      Optional<Relation> relation =
          context.catalog().resolve(ref.name().schema().orElse(null), ref.name().name(), path);
      unresolved |= relation.isEmpty();
      relation.ifPresent(this::add);
    }
    add(read.purity());
  }

  void add(Purity purity) {
    timed |= hasTime(purity);
    switch (purity) {
      case Purity.Pure p -> {}
      case Purity.Contextual p -> {}
      case Purity.ShadowOnly p -> {
        obstacles.add("calls " + String.join(", ", p.functions()));
        p.functions().stream().filter(BuiltInFunctions::readsAnything).forEach(dynamic::add);
      }
      case Purity.NotARead p -> obstacles.add(p.sentence());
      case Purity.UserFunctions p -> {
        add(p.base());
        p.functions().forEach(functions::add);
        List.copyOf(functions.relations()).forEach(this::addBound);
      }
    }
  }

  /**
   * Adds what is read by somebody whom row level security may bind: a view's owner, a function's.
   */
  private void addBound(Relation relation) {
    add(relation);
    context
        .catalog()
        .policies(relation)
        .filter(policies -> secured.add(relation.oid()))
        .ifPresent(
            policies -> {
              policies
                  .reads()
                  .forEach(oid -> context.catalog().relation(oid).ifPresent(this::addBound));
              policies.calls().forEach(functions::add);
              List.copyOf(functions.relations()).forEach(this::addBound);
            });
  }

  /** The client has another role, whom row level security may bind. */
  void bind() {
    met().toList().forEach(this::addBound);
  }

  /** Whether row level security may bind whoever reads a table. */
  boolean secured() {
    return !secured.isEmpty();
  }

  void add(Relation relation) {
    if (!expanded.add(relation.oid())) {
      return;
    }
    PostgresCatalog catalog = context.catalog();
    if (relation.kind() == Relation.Kind.VIEW) {
      addView(relation);
      return;
    }
    Relation root = catalog.root(relation);
    bases.add(root);
    if (standing(root) != Standing.CLEAN) {
      CheckedTypes.of(catalog, root).forEach(functions::add);
      List.copyOf(functions.relations()).forEach(this::add);
    }
    if (relation.traits().inherited()) {
      catalog.children(relation).forEach(this::add);
    }
  }

  private void addView(Relation view) {
    changedView |= view.origin() == null;
    Optional<ReadText> text = context.views().of(view);
    if (text.isEmpty()) {
      obstacles.add("the query of view " + view.name().sql() + " is not understood");
    }
    text.ifPresent(t -> add(t, SYSTEM_PATH));
    timedView |= text.map(t -> hasTime(t.purity())).orElse(false);
    PostgresCatalog catalog = context.catalog();
    catalog
        .view(view)
        .ifPresent(
            d -> {
              d.reads().forEach(oid -> catalog.relation(oid).ifPresent(this::addBound));
              d.calls().forEach(functions::add);
            });
    List.copyOf(functions.relations()).forEach(this::addBound);
  }

  /** Who is authoritative for a stored relation. Partitions follow their root. */
  Standing standing(Relation relation) {
    Relation root = context.catalog().root(relation);
    Relation.Origin origin = root.origin();
    Relation.Origin own = relation.origin();
    boolean stored = relation.holdsRows();
    if (!stored || origin == null || own == null || origin.detached() || own.detached()) {
      return Standing.DETACHED;
    }
    return context.tables().standing(root);
  }

  /** Whether a name could not be resolved: the engine itself will say so. */
  boolean unresolved() {
    return unresolved;
  }

  /** Whether a view was made or changed in the session. */
  boolean changedView() {
    return changedView;
  }

  static boolean hasTime(Purity purity) {
    Purity base = purity instanceof Purity.UserFunctions user ? user.base() : purity;
    return base instanceof Purity.Contextual contextual && !contextual.transactionTime().isEmpty();
  }

  /** Whether a text asks for the transaction's start time. */
  boolean timed() {
    return timed;
  }

  /** Whether a view's query asks for the transaction's start time. */
  boolean timedView() {
    return timedView;
  }

  /** Whether a function may ask for the transaction's start time. */
  boolean timedFunction() {
    return functions.timed();
  }

  /** Everything that was met, views and partitions too. */
  Stream<Relation> met() {
    return expanded.stream().flatMap(oid -> context.catalog().relation(oid).stream());
  }

  /** Stored relations, partitions replaced by their roots. */
  Set<Relation> bases() {
    return bases;
  }

  /** Those prod is still asked for. */
  List<Relation> prodBacked() {
    return bases.stream().filter(r -> standing(r) != Standing.DETACHED).toList();
  }

  boolean allClean() {
    return bases.stream().allMatch(r -> standing(r) == Standing.CLEAN);
  }

  /** Why the read cannot run on prod, whatever is dirty. */
  List<String> obstacles() {
    List<String> all = new ArrayList<>(obstacles);
    all.addAll(functions.obstacles());
    return all;
  }

  /** What functions may read, all clean or an obstacle for prod. */
  Set<Relation> readByFunctions() {
    return functions.relations();
  }

  /** Functions that may read anything. */
  List<String> dynamic() {
    List<String> all = new ArrayList<>(dynamic);
    all.addAll(functions.dynamic());
    return all;
  }
}
