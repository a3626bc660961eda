package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Filter;
import dev.mori.overlay.statement.InsertSource;
import dev.mori.overlay.statement.NameUse;
import dev.mori.overlay.statement.ParseOutcome;
import dev.mori.overlay.statement.Purity;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.TableRef;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Plans writes (OVERLAY section 7): decide on prod which rows are meant, bring them and their
 * neighbourhood into the shadow, run the client's statement there. What reads other tables than its
 * target is run after those were localized.
 */
public final class PostgresWrites {
  private static final WritePlan.Outcome SYSTEM_COLUMN =
      new WritePlan.Outcome.Refused(
          "a write that names a system column (ctid, xmin) cannot be exact: rows have other ones"
              + " here",
          "Use the primary key.");

  static final Set<String> SYSTEM_COLUMNS = Set.of("ctid", "xmin", "xmax", "cmin", "cmax");

  private final PostgresCatalog catalog;
  private final List<String> searchPath;
  private final PostgresNeighbours neighbours;
  private final PostgresGuard guard;
  private final boolean bound;

  /**
   * A planner for one statement under this schema and search path.
   *
   * @param bound whether row level security may bind the client, who has taken on another role
   */
  public PostgresWrites(
      PostgresCatalog catalog, List<String> searchPath, PostgresGuard guard, boolean bound) {
    this.catalog = catalog;
    this.searchPath = List.copyOf(searchPath);
    this.neighbours = new PostgresNeighbours(catalog);
    this.guard = guard;
    this.bound = bound;
  }

  /** Plans a statement that may write rows. */
  public WritePlan.Outcome plan(ParseOutcome.Parsed parsed) {
    if (namesSystemColumn(parsed)) {
      return SYSTEM_COLUMN;
    }
    PostgresReach reach = new PostgresReach(catalog, bound);
    reach.addNames(parsed.names());
    return switch (parsed.statement()) {
      case Statement.Insert insert -> insert(parsed, insert, reach);
      case Statement.Update update ->
          change(
              parsed,
              update.query(),
              new Existing(update.target(), update.filter(), assigned(update)),
              reach);
      case Statement.Delete delete ->
          change(
              parsed,
              delete.query(),
              new Existing(delete.target(), delete.filter(), Set.of()),
              reach);
      case Statement.Truncate truncate -> truncate(truncate);
      case Statement.Merge merge -> whole(merge.query(), reach);
      case Statement.DataModifyingCte cte -> whole(cte.query(), reach);
      case Statement.CopyData copy when copy.copy().subject() instanceof Copy.Subject.Table table ->
          copy(table, reach);
      default ->
          throw new IllegalArgumentException(
              "not a write: " + parsed.statement().getClass().getSimpleName());
    };
  }

  /**
   * RETURNING (xmax = 0) tells an upsert's inserted rows from its updated ones, and tells it here
   * too.
   */
  private static boolean namesSystemColumn(ParseOutcome.Parsed parsed) {
    Optional<Span> returning =
        parsed.statement() instanceof Statement.Insert insert
            ? insert.returning().map(r -> r.clause().body())
            : Optional.empty();
    return parsed.names().uses().stream()
        .map(NameUse::name)
        .filter(name -> SYSTEM_COLUMNS.contains(name.value()))
        .anyMatch(
            name ->
                !name.value().equals("xmax")
                    || returning.filter(r -> r.begin() <= name.span().begin()).isEmpty());
  }

  /**
   * Everything a query and what it calls read must be localized: for statements that run on the
   * shadow alone.
   */
  public WritePlan.Outcome whole(Query query, PostgresReach reach) {
    addTables(query, reach);
    return planned(reach, Optional.empty(), Optional.empty());
  }

  private void addTables(Query query, PostgresReach reach) {
    for (TableRef ref : query.tables()) {
      Optional<Relation> relation = resolve(ref);
      relation.ifPresent(reach::addRead);
      if (ref.role() == TableRef.Role.TARGET) {
        relation.ifPresent(reach::addWritten);
      }
    }
  }

  /**
   * DO and CALL. An error may be caught in them and taken for an answer, so nothing may be looked
   * for after it: every table that is written is here whole, with those that foreign keys tie to
   * it.
   */
  public WritePlan.Outcome block(ParseOutcome.Parsed parsed) {
    PostgresReach reach = new PostgresReach(catalog, bound);
    reach.addNames(parsed.names());
    if (parsed.statement() instanceof Statement.DoBlock) {
      reach.addBlock(parsed.text());
    }
    if (reach.endsTransactions()) {
      return new WritePlan.Outcome.Refused(
          "COMMIT and ROLLBACK in DO or a procedure are not supported",
          "Send its parts as statements of their own.");
    }
    return reach.namesSystemColumns() ? SYSTEM_COLUMN : alone(reach);
  }

  /** EXPLAIN of a query or a write, which runs it when it is to ANALYZE. */
  public WritePlan.Outcome explained(ParseOutcome.Parsed parsed, Query query) {
    PostgresReach reach = new PostgresReach(catalog, bound);
    reach.addNames(parsed.names());
    addTables(query, reach);
    boolean writes = query.tables().stream().anyMatch(t -> t.role() == TableRef.Role.TARGET);
    return writes && namesSystemColumn(parsed) ? SYSTEM_COLUMN : alone(reach);
  }

  /**
   * Without any help from prod: what is written is here whole, with what foreign keys tie to it.
   */
  private WritePlan.Outcome alone(PostgresReach reach) {
    for (Relation written : List.copyOf(reach.written())) {
      reach.addRead(written);
      Stream.concat(
              catalog.foreignKeysOf(written).stream().map(ForeignKey::parent),
              catalog.foreignKeysTo(written).stream().map(ForeignKey::child))
          .forEach(oid -> catalog.relation(oid).map(catalog::root).ifPresent(reach::addRead));
    }
    return planned(reach, Optional.empty(), Optional.empty());
  }

  private WritePlan.Outcome insert(
      ParseOutcome.Parsed parsed, Statement.Insert insert, PostgresReach reach) {
    Optional<Relation> target = target(insert.target(), reach);
    if (target.isEmpty() || !neighbours.onProd(target.get())) {
      return whole(insert.query(), reach);
    }
    reach.addWritten(target.get());
    readOthers(insert.query(), insert.target(), reach);
    Optional<WritePlan.Guesses> guesses =
        insert.source() instanceof InsertSource.Values values
            ? guesses(target.get(), parsed).of(insert.columns(), values)
            : Optional.empty();
    keyless(target.get(), reach);
    return planned(reach, Optional.empty(), guesses);
  }

  /** COPY FROM: an INSERT that no rule rewrites and whose rows nobody has seen yet. */
  private WritePlan.Outcome copy(Copy.Subject.Table subject, PostgresReach reach) {
    Optional<Relation> target = resolve(subject.query().tables().getFirst());
    if (target.isPresent()
        && target.get().kind() == Relation.Kind.VIEW
        && !catalog.triggers(target.get()).isEmpty()) {
      return new WritePlan.Outcome.Refused(
          "COPY FROM into a view is not supported", "Copy into its tables, or INSERT.");
    }
    boolean table =
        target.isPresent()
            && (target.get().kind() == Relation.Kind.TABLE
                || target.get().kind() == Relation.Kind.PARTITIONED);
    if (!table) {
      return planned(new PostgresReach(catalog, bound), Optional.empty(), Optional.empty());
    }
    if (!neighbours.onProd(target.get()) || target.get().traits().inherited()) {
      return whole(subject.query(), reach);
    }
    reach.addWritten(target.get());
    keyless(target.get(), reach);
    return planned(reach, Optional.empty(), Optional.empty());
  }

  /** An UPDATE or DELETE of rows that exist: its table, which rows, and the columns it assigns. */
  private record Existing(TableRef target, Filter filter, Set<String> assigned) {}

  private WritePlan.Outcome change(
      ParseOutcome.Parsed parsed, Query query, Existing change, PostgresReach reach) {
    Optional<Relation> target = target(change.target(), reach);
    boolean alone = query.levels().size() == 1 && query.tables().size() == 1;
    if (target.isEmpty()
        || !neighbours.onProd(target.get())
        || !alone
        || target.get().key().isEmpty()
        || target.get().traits().partition()
        || !(change.filter() instanceof Filter.Where where)) {
      return whole(query, reach);
    }
    reach.addWritten(target.get());
    Optional<ReadOnlyRequest> decide = decide(parsed.text(), target.get(), change.target(), where);
    if (decide.isEmpty()) {
      return whole(query, reach);
    }
    WritePlan.Change what = new WritePlan.Change(change.assigned().isEmpty(), change.assigned());
    Optional<WritePlan.Guesses> guesses =
        parsed.statement() instanceof Statement.Update update
            ? guesses(target.get(), parsed).of(update)
            : Optional.empty();
    ReadText text = new ReadText(parsed.text(), query, guard.purity(parsed));
    TargetKeys keys = new TargetKeys(text, change.target(), target.get(), where);
    return planned(
        reach, Optional.of(new WritePlan.Targets(target.get(), decide.get(), what, keys)), guesses);
  }

  private WritePlan.Outcome truncate(Statement.Truncate truncate) {
    PostgresReach reach = new PostgresReach(catalog, bound);
    Set<Relation> parts = new LinkedHashSet<>();
    for (TableRef ref : truncate.tables()) {
      resolve(ref)
          .filter(r -> r.traits().partition() || r.traits().inherited())
          .ifPresent(parts::add);
    }
    parts.forEach(reach::addRead);
    return localizable(reach)
        .<WritePlan.Outcome>map(
            relations ->
                new WritePlan.Outcome.Planned(
                    new WritePlan(relations, Optional.empty(), Optional.empty(), true)))
        .orElseGet(() -> opaque(reach));
  }

  /**
   * The rows of prod that the condition picks, in the session's shape. Empty when prod cannot
   * evaluate it exactly.
   */
  private Optional<ReadOnlyRequest> decide(
      String text, Relation target, TableRef ref, Filter.Where where) {
    String alias = ObjectName.quote(ref.visibleName());
    String condition = where.clause().body().of(text);
    String sql =
        "SELECT "
            + PostgresNeighbours.rowText(target, alias)
            + " FROM "
            + neighbours.prodArm(target)
            + " AS "
            + alias
            + " WHERE "
            + condition
            + "\nLIMIT "
            + (PostgresNeighbours.ROW_LIMIT + 1);
    return guard.pureText(sql, purity -> purity instanceof Purity.Pure);
  }

  private WriteGuesses guesses(Relation target, ParseOutcome.Parsed parsed) {
    return new WriteGuesses(neighbours, guard, target, parsed.text());
  }

  private static Set<String> assigned(Statement.Update update) {
    Set<String> columns = new HashSet<>();
    update.set().forEach(item -> item.columns().forEach(name -> columns.add(name.value())));
    return columns;
  }

  private Optional<Relation> target(TableRef ref, PostgresReach reach) {
    Optional<Relation> relation = resolve(ref);
    boolean table =
        relation.isPresent()
            && (relation.get().kind() == Relation.Kind.TABLE
                || relation.get().kind() == Relation.Kind.PARTITIONED)
            && !relation.get().traits().inherited()
            && !catalog.hasRules(relation.get());
    if (!table) {
      relation.ifPresent(reach::addRead);
    }
    return table ? relation : Optional.empty();
  }

  /** A table without a key cannot be followed row by row: it is localized on its first write. */
  private static void keyless(Relation target, PostgresReach reach) {
    if (target.key().isEmpty()) {
      reach.addRead(target);
    }
  }

  /** Rows that may not be made on prod find their neighbours in the session alone. */
  private void uncarried(Relation written, PostgresReach reach) {
    boolean carried = neighbours.carried(written);
    if (!carried) {
      reach.addRead(written);
    }
    for (ForeignKey key : catalog.foreignKeysOf(written)) {
      catalog
          .relation(key.parent())
          .map(catalog::root)
          .filter(parent -> !carried || !neighbours.carried(parent))
          .ifPresent(reach::addRead);
    }
    if (!carried) {
      catalog
          .foreignKeysTo(written)
          .forEach(
              key -> catalog.relation(key.child()).map(catalog::root).ifPresent(reach::addRead));
    }
  }

  private void keyless(long oid, PostgresReach reach) {
    catalog.relation(oid).map(catalog::root).ifPresent(relation -> keyless(relation, reach));
  }

  private void readOthers(Query query, TableRef target, PostgresReach reach) {
    query.tables().stream()
        .filter(ref -> !ref.equals(target))
        .forEach(ref -> resolve(ref).ifPresent(reach::addRead));
  }

  private Optional<Relation> resolve(TableRef ref) {
    return catalog.resolve(ref.name().schema().orElse(null), ref.name().name(), searchPath);
  }

  private WritePlan.Outcome planned(
      PostgresReach reach,
      Optional<WritePlan.Targets> targets,
      Optional<WritePlan.Guesses> guesses) {
    // Every table that is written, or looked at for a foreign key, may lack a key.
    for (Relation written : List.copyOf(reach.written())) {
      keyless(written, reach);
      uncarried(written, reach);
      catalog.foreignKeysOf(written).forEach(key -> keyless(key.parent(), reach));
      catalog.foreignKeysTo(written).forEach(key -> keyless(key.child(), reach));
    }
    return drifted(reach)
        .or(
            () ->
                localizable(reach)
                    .map(
                        relations ->
                            new WritePlan.Outcome.Planned(
                                new WritePlan(relations, targets, guesses, false))))
        .orElseGet(() -> opaque(reach));
  }

  /** A table whose columns prod no longer has cannot be brought any more. */
  private Optional<WritePlan.Outcome> drifted(PostgresReach reach) {
    return Stream.concat(reach.read().stream(), reach.written().stream())
        .filter(neighbours::onProd)
        .map(relation -> TableShape.of(catalog, relation))
        .filter(TableShape.Drifted.class::isInstance)
        .map(TableShape.Drifted.class::cast)
        .<WritePlan.Outcome>map(
            drift -> new WritePlan.Outcome.Refused(drift.reason(), TableShape.DRIFT_HINT))
        .findFirst();
  }

  private Optional<List<Relation>> localizable(PostgresReach reach) {
    return reach.opaque().isEmpty()
        ? Optional.of(reach.read().stream().filter(neighbours::onProd).toList())
        : Optional.empty();
  }

  private static WritePlan.Outcome opaque(PostgresReach reach) {
    return new WritePlan.Outcome.Refused(
        "it may run "
            + String.join(", ", reach.opaque())
            + ", and which tables that reads cannot be known",
        "Write the function in SQL or PL/pgSQL without EXECUTE, or do its work in plain"
            + " statements.");
  }
}
