package dev.mori.node.session;

import dev.mori.engine.postgres.CatalogStanding;
import dev.mori.engine.postgres.PostgresProdCatalog;
import dev.mori.overlay.session.SessionView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The committed schema of one session, shared by its connections on this node. Held for one epoch
 * and schema version; the next change of either loads it anew. Safe for use by several event loops.
 */
final class SchemaCache {
  private final Supplier<PostgresProdCatalog> prod;
  private long epoch = -1;
  private long version = -1;
  private @Nullable CompletableFuture<Schema> loaded;
  private final KnownSchemas recent = new KnownSchemas();
  private final AtomicLong unannounced = new AtomicLong();

  SchemaCache(Supplier<PostgresProdCatalog> prod) {
    this.prod = prod;
  }

  /** A schema that somebody has loaded already. */
  Optional<Schema> known(long ofEpoch, CatalogStanding standing) {
    return recent.find(ofEpoch, standing, prod.get());
  }

  /** The schema that these rows of a load describe. */
  Schema read(long ofEpoch, List<List<@Nullable String>> rows) {
    return recent.loaded(ofEpoch, rows, prod.get());
  }

  /** Whether a schema was planned with prod's catalog as it is now. */
  boolean upToDate(Schema schema) {
    return schema.catalog().prod().equals(prod.get());
  }

  /**
   * The version of the schema as this node counts it: that of the session, and a step for each
   * change that the session may not know of.
   */
  long version(SessionView view) {
    return view.schemaVersion() + unannounced.get();
  }

  /** The schema has changed and the session could not be told: all of this node load it again. */
  void changedUnannounced() {
    unannounced.incrementAndGet();
  }

  /**
   * The schema of this epoch and version, loaded by the first who asks. A load that fails is the
   * failure of who made it, whose link or statement timeout it was: others who waited for it ask
   * again, and load themselves if nobody else does.
   *
   * @param loop where loads are made and the stage completes
   */
  CompletionStage<Schema> of(
      long wantedEpoch, long wantedVersion, Supplier<CompletionStage<Schema>> load, Executor loop) {
    AtomicBoolean own = new AtomicBoolean();
    return shared(
            wantedEpoch,
            wantedVersion,
            () -> {
              own.set(true);
              return load.get();
            })
        .handleAsync(
            (schema, thrown) -> {
              if (thrown == null) {
                return CompletableFuture.completedStage(schema);
              }
              return own.get()
                  ? CompletableFuture.<Schema>failedStage(Errors.cause(thrown))
                  : of(wantedEpoch, wantedVersion, load, loop);
            },
            loop)
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Schema> shared(
      long wantedEpoch, long wantedVersion, Supplier<CompletionStage<Schema>> load) {
    CompletableFuture<Schema> mine;
    synchronized (this) {
      CompletableFuture<Schema> known = loaded;
      if (known != null
          && epoch == wantedEpoch
          && version == wantedVersion
          && !known.isCompletedExceptionally()
          && (!known.isDone() || upToDate(known.resultNow()))) {
        return known;
      }
      mine = new CompletableFuture<>();
      loaded = mine;
      epoch = wantedEpoch;
      version = wantedVersion;
    }
    load.get()
        .whenComplete(
            (schema, thrown) -> {
              if (thrown == null) {
                mine.complete(schema);
              } else {
                mine.completeExceptionally(Errors.cause(thrown));
              }
            });
    return mine;
  }
}
