package dev.mori.node.session;

import dev.mori.engine.postgres.CatalogStanding;
import dev.mori.engine.postgres.PostgresCatalogSql;
import dev.mori.node.sql.SqlCall;
import dev.mori.overlay.session.SessionView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The schema as one client sees it: the session's committed one, or its own once it has changed the
 * schema in an open transaction or made temporary relations, which nobody else sees.
 */
final class SchemaSide {
  private final ShadowSide shadow;
  private final SchemaCache shared;
  private boolean temporary;
  private boolean changing;
  private @Nullable Schema own;
  private long ownVersion;

  SchemaSide(ShadowSide shadow, SchemaCache shared) {
    this.shadow = shadow;
    this.shared = shared;
  }

  /** The schema for a statement that starts now. */
  CompletionStage<Schema> current(SessionView view, boolean oldSnapshot) {
    long version = shared.version(view);
    // An old snapshot shows an old catalog, which must not be taken for the committed one.
    if (!temporary && !changing && !oldSnapshot) {
      return shared.of(shadow.epoch(), version, this::load, shadow.link().executor());
    }
    Schema schema = own;
    if (schema != null && ownVersion == version && shared.upToDate(schema)) {
      return CompletableFuture.completedStage(schema);
    }
    return load()
        .thenApply(
            fresh -> {
              own = fresh;
              ownVersion = version;
              return fresh;
            });
  }

  /** This connection has changed the schema, or tables were localized, in the open transaction. */
  void changed() {
    changing = true;
    own = null;
  }

  /** The snapshot in use is out of date; the next statement reads it again. */
  void forget() {
    own = null;
  }

  /** This connection has made temporary relations. */
  void hasTemporary() {
    temporary = true;
    own = null;
  }

  /** The transaction is over: what it changed is committed for all, or gone. */
  void transactionEnded() {
    changing = false;
    own = null;
  }

  /** The shadow link is a new one. */
  void attached() {
    temporary = false;
    transactionEnded();
  }

  private CompletionStage<Schema> load() {
    return shadow
        .ask(SqlCall.of(PostgresCatalogSql.STANDING))
        .thenCompose(
            answer ->
                shared
                    .known(shadow.epoch(), CatalogStanding.of(answer.orFail().rowsOf(0).getFirst()))
                    .<CompletionStage<Schema>>map(CompletableFuture::completedStage)
                    .orElseGet(this::loadWhole));
  }

  private CompletionStage<Schema> loadWhole() {
    return shadow
        .ask(SqlCall.of(PostgresCatalogSql.LOAD))
        .thenApply(answer -> shared.read(shadow.epoch(), answer.orFail().rowsOf(0)));
  }
}
