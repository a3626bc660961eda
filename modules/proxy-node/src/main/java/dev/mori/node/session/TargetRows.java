package dev.mori.node.session;

import dev.mori.engine.postgres.ForeignKey;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.PostgresNeighbours.Lookup;
import dev.mori.engine.postgres.RecordText;
import dev.mori.engine.postgres.Relation;
import dev.mori.engine.postgres.WritePlan;
import dev.mori.node.prod.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The existing rows that an UPDATE or DELETE means: prod picks them, and they are brought into the
 * shadow with what the engine checks them against. Rows that the session has all written need no
 * look at prod.
 */
final class TargetRows {
  private final ClientContext client;
  private final Hydrator hydrator;
  private final Neighbourhood neighbourhood;
  private final BiFunction<PostgresNeighbours, List<Relation>, CompletionStage<Void>> localize;
  private final OwnRows ownRows;

  /**
   * For one client.
   *
   * @param localize brings whole tables where prod cannot pick
   */
  TargetRows(
      ClientContext client,
      Hydrator hydrator,
      Neighbourhood neighbourhood,
      BiFunction<PostgresNeighbours, List<Relation>, CompletionStage<Void>> localize) {
    this.client = client;
    this.hydrator = hydrator;
    this.neighbourhood = neighbourhood;
    this.localize = localize;
    this.ownRows = new OwnRows(client);
  }

  /** Brings the rows that a write means, as far as there are any. */
  CompletionStage<Void> bring(Write write) {
    if (write.plan().targets().isEmpty()) {
      return done();
    }
    WritePlan.Targets targets = write.plan().targets().get();
    new PolicyCheck(client).check(Stream.of(targets.relation()));
    return onlyOwn(write, targets).thenCompose(own -> own ? done() : targetsOnProd(write, targets));
  }

  /**
   * Whether the rows are the session's own, and no row that only prod may have is needed: one that
   * they refer to or that refers to them.
   */
  private CompletionStage<Boolean> onlyOwn(Write write, WritePlan.Targets targets) {
    Relation relation = targets.relation();
    boolean alone =
        !targets.change().deletes()
            && (!checksParents(write, relation)
                || write.catalog().foreignKeysOf(relation).isEmpty())
            && write.catalog().foreignKeysTo(relation).stream()
                .noneMatch(key -> moves(relation, key, targets));
    return alone ? ownRows.mean(targets, write.bound().binding()) : done(false);
  }

  /**
   * Whether foreign keys of updated rows may be checked again: of rows this transaction wrote, or
   * will write once more at its end.
   */
  private boolean checksParents(Write write, Relation relation) {
    return hydrator.inside()
        || client.transaction().touched().contains(relation.oid())
        || write.catalog().defersTriggers();
  }

  private CompletionStage<Void> targetsOnProd(Write write, WritePlan.Targets targets) {
    Optional<Map<String, String>> own = client.settings().lastKnown().deciding();
    if (own.isEmpty() || OidRewriting.numbersObjects(write.bound().binding())) {
      return localize.apply(write.neighbours(), List.of(targets.relation()));
    }
    Binding binding = client.onProd(write.bound().binding());
    return client
        .prodRows(targets.request(), binding, own.get())
        .handle(
            (rows, thrown) ->
                thrown == null
                    ? hydrateTargets(write, targets, rows)
                    : undecided(write, targets, thrown))
        .thenCompose(stage -> stage);
  }

  /**
   * Prod cannot decide: the shadow says whether the statement is wrong, and else has to decide on
   * the whole table.
   */
  private CompletionStage<Void> undecided(
      Write write, WritePlan.Targets targets, Throwable thrown) {
    if (!Errors.ofStatement(thrown)) {
      return CompletableFuture.failedStage(Errors.cause(thrown));
    }
    return client
        .prepared()
        .check(write.bound().text(), write.bound().binding().types())
        .thenCompose(understood -> localize.apply(write.neighbours(), List.of(targets.relation())));
  }

  private CompletionStage<Void> hydrateTargets(
      Write write, WritePlan.Targets targets, List<List<@Nullable String>> rows) {
    List<String> found = rows.stream().map(row -> Objects.requireNonNull(row.getFirst())).toList();
    if (found.size() > PostgresNeighbours.ROW_LIMIT) {
      return localize.apply(write.neighbours(), List.of(targets.relation()));
    }
    write.seen().add(targets.relation(), found);
    CompletionStage<Long> copied = hydrator.hydrate(targets.relation(), found);
    return neighboursOf(write, targets, found).thenCompose(v -> copied).thenAccept(fresh -> {});
  }

  /**
   * Parents of updated rows that this transaction has made or changed before (their foreign keys
   * are checked again), children of rows that are deleted.
   */
  private CompletionStage<Void> neighboursOf(
      Write write, WritePlan.Targets targets, List<String> rows) {
    if (rows.isEmpty()) {
      return done();
    }
    PostgresNeighbours neighbours = write.neighbours();
    Relation relation = targets.relation();
    PostgresNeighbours.Candidates candidates = neighbours.rows(relation, 1);
    List<Lookup> lookups = new ArrayList<>();
    if (!targets.change().deletes() && checksParents(write, relation)) {
      lookups.addAll(neighbours.parents(relation, candidates, key -> true));
    }
    lookups.addAll(
        neighbours.children(
            relation,
            candidates,
            key -> targets.change().deletes() || moves(relation, key, targets)));
    String shaped =
        RecordText.array(rows.stream().map(row -> neighbours.prodShape(relation, row)).toList());
    return neighbourhood
        .lookUp(lookups, Binding.texts(List.of(shaped)))
        .thenCompose(found -> neighbourhood.bring(write, found))
        .thenAccept(fresh -> {});
  }

  private static boolean moves(Relation relation, ForeignKey key, WritePlan.Targets targets) {
    return key.referenced().stream()
        .map(attnum -> relation.column(attnum).orElseThrow().name())
        .anyMatch(targets.change().columns()::contains);
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedStage(value);
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
