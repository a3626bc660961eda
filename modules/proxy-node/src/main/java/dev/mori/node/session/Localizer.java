package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.Relation;
import dev.mori.node.prod.Binding;
import dev.mori.node.prod.ProdPortal;
import dev.mori.node.prod.ProdSide;
import dev.mori.node.sql.Ask;
import dev.mori.node.sql.SqlAnswer;
import dev.mori.node.sql.SqlCall;
import dev.mori.node.sql.SqlFailed;
import dev.mori.overlay.session.TableId;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.TransactionStatus;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.SessionHandle;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies whole tables into the shadow, so that anything can be run there natively (the ladder's
 * rung before refusal, ARCHITECTURE 3.4). Afterwards prod is not consulted for them any more.
 */
final class Localizer {
  private static final Logger LOG = LoggerFactory.getLogger(Localizer.class);

  private final ClientContext client;
  private final Hydrator hydrator;
  private final ProdSide prod;
  private final SessionHandle session;
  private final ShadowSide shadow;
  private final Supplier<ProdSide.Scope> scope;
  private final long rowLimit;
  private final StaleCopies copies;

  Localizer(ClientContext client) {
    this.client = client;
    this.hydrator = client.hydrator();
    this.prod = client.prod();
    this.session = client.session();
    this.shadow = client.shadow();
    this.scope = client::scope;
    this.rowLimit = client.limits().localizeRows();
    this.copies = new StaleCopies(new Neighbourhood(client, hydrator));
  }

  /** Localizes those of the tables that are not yet; then the schema has to be read again. */
  CompletionStage<Void> localize(PostgresNeighbours neighbours, List<Relation> relations) {
    CompletionStage<Boolean> done = CompletableFuture.completedStage(false);
    for (Relation relation : relations) {
      done =
          done.thenCompose(
              before ->
                  hydrator
                      .together(place -> copy(neighbours, relation, place))
                      .thenApply(copied -> copied || before));
    }
    return done.thenCompose(
        changed -> changed ? changed() : CompletableFuture.completedStage(null));
  }

  /**
   * What was copied inside the client's transaction is nobody else's business before it commits.
   */
  private CompletionStage<Void> changed() {
    if (hydrator.inside()) {
      client.transaction().noteSchemaChange();
      client.schema().changed();
      return CompletableFuture.completedStage(null);
    }
    return announce().thenAccept(v -> client.schema().forget());
  }

  private CompletionStage<Boolean> copy(
      PostgresNeighbours neighbours, Relation relation, Hydration place) {
    String oid = Long.toString(relation.oid());
    return place
        .run(SqlCall.of(PostgresLedger.LOCK_ORIGIN, oid))
        .thenCompose(
            answer -> {
              locked(relation, answer);
              List<List<String>> rows = List.copyOf(castRows(answer.orFail().rowsOf(0)));
              if (rows.isEmpty() || "true".equals(rows.getFirst().getFirst())) {
                return CompletableFuture.completedStage(false);
              }
              return whole(neighbours, relation, place)
                  .thenCompose(count -> detach(relation, count))
                  .thenCompose(v -> place.run(SqlCall.of(PostgresLedger.DETACH, oid)))
                  .thenApply(
                      detached -> {
                        detached.orFail();
                        return true;
                      });
            });
  }

  /** Copies every row; what was copied before and is gone from prod goes here too. */
  private CompletionStage<Long> whole(
      PostgresNeighbours neighbours, Relation relation, Hydration place) {
    SeenOnProd seen = new SeenOnProd();
    return place
        .run(StaleCopies.every(relation))
        .thenCompose(
            before ->
                copyRows(neighbours, new HeapOrder(relation, place, StaleCopies.texts(before)))
                    .thenCompose(
                        count ->
                            copies
                                .among(
                                    neighbours, seen, Map.of(relation, StaleCopies.texts(before)))
                                .thenCompose(stale -> StaleCopies.mend(place, seen, stale))
                                .thenApply(changed -> count)));
  }

  private static void locked(Relation relation, SqlAnswer lock) {
    String error = lock.error().map(ErrorFields::sqlState).orElse("");
    switch (error) {
      case "55P03" -> throw Hydration.heldByAnother(relation);
      case "40001" -> throw Hydration.sinceSnapshot(relation);
      default -> lock.orFail();
    }
  }

  private CompletionStage<Long> copyRows(PostgresNeighbours neighbours, HeapOrder order) {
    Ask.Collector rows = new Ask.Collector();
    ProdSide.Run run =
        new ProdSide.Run(
            neighbours.everyRow(order.relation()),
            Binding.NONE,
            ProdSide.PINNED,
            Hydration.CHUNK,
            false,
            scope.get());
    return prod.run(run, rows)
        .thenCompose(
            rest ->
                take(order, rows, rest, 0)
                    .handle((count, thrown) -> thrown == null ? done(count) : closed(rest, thrown))
                    .thenCompose(stage -> stage))
        .thenCompose(count -> last(order).thenApply(v -> count));
  }

  /**
   * Inside the client's transaction it would keep everybody else out of the table until its end.
   */
  private CompletionStage<Void> last(HeapOrder order) {
    return hydrator.inside() ? CompletableFuture.completedStage(null) : order.writtenLast();
  }

  private static CompletionStage<Long> done(long count) {
    return CompletableFuture.completedStage(count);
  }

  private static CompletionStage<Long> closed(Optional<ProdPortal> rest, Throwable thrown) {
    CompletionStage<Void> closing =
        rest.isPresent() ? rest.get().close() : CompletableFuture.completedStage(null);
    return closing.thenCompose(v -> CompletableFuture.failedStage(Errors.cause(thrown)));
  }

  private CompletionStage<Long> take(
      HeapOrder order, Ask.Collector rows, Optional<ProdPortal> rest, long before) {
    List<String> chunk =
        rows.answer(TransactionStatus.IN_TRANSACTION).rows().getLast().stream()
            .map(row -> Objects.requireNonNull(row.getFirst()))
            .toList();
    long count = before + chunk.size();
    if (shadow.cancelled()) {
      return CompletableFuture.failedStage(SqlFailed.cancelled());
    }
    if (count > rowLimit) {
      return CompletableFuture.failedStage(
          Errors.refused(
              "this needs all of %s in the session, which is more than %d rows"
                  .formatted(order.relation().name().sql(), rowLimit),
              "Raise mori.session.localize-max-rows, or write the statement so that it names the"
                  + " rows by their key."));
    }
    return order
        .append(chunk)
        .thenCompose(
            appended -> {
              if (rest.isEmpty()) {
                return CompletableFuture.completedStage(count);
              }
              Ask.Collector more = new Ask.Collector();
              return rest.get()
                  .fetch(Hydration.CHUNK, more)
                  .thenCompose(
                      suspended -> {
                        if (suspended) {
                          return take(order, more, rest, count);
                        }
                        return rest.get()
                            .close()
                            .thenCompose(v -> take(order, more, Optional.empty(), count));
                      });
            });
  }

  /** Before the copy is committed nobody may take the table for clean any more. */
  private CompletionStage<Void> detach(Relation relation, long rows) {
    LOG.info("localized {} of session {}: {} rows", relation.name().sql(), session.name(), rows);
    Relation.Origin origin = Objects.requireNonNull(relation.origin());
    return session
        .detach(shadow.epoch(), new TableId(origin.prod().schema(), origin.prod().name()))
        .thenComposeAsync(Localizer::settled, shadow.link().executor());
  }

  private CompletionStage<Void> announce() {
    return client
        .state()
        .changeSchema(shadow.epoch(), "localized")
        .thenComposeAsync(Localizer::settled, shadow.link().executor());
  }

  private static CompletionStage<Void> settled(ChangeOutcome outcome) {
    return outcome instanceof ChangeOutcome.Done
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(
            Errors.retry("the session changed while a table was copied into it"));
  }

  private static List<List<String>> castRows(
      List<List<@org.jspecify.annotations.Nullable String>> rows) {
    return rows.stream().map(row -> row.stream().map(Objects::requireNonNull).toList()).toList();
  }
}
