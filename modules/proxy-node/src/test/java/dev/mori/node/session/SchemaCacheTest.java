package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.engine.postgres.OidMap;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresGuard;
import dev.mori.engine.postgres.PostgresProdCatalog;
import dev.mori.engine.postgres.ViewTexts;
import dev.mori.node.link.LinkLost;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class SchemaCacheTest {
  private static final PostgresProdCatalog PROD = PostgresProdCatalog.empty();

  private final SchemaCache cache = new SchemaCache(() -> PROD);
  private final Queue<CompletableFuture<Schema>> loads = new ArrayDeque<>();

  private CompletableFuture<Schema> ask() {
    return cache.of(1, 1, this::load, Runnable::run).toCompletableFuture();
  }

  private CompletionStage<Schema> load() {
    CompletableFuture<Schema> load = new CompletableFuture<>();
    loads.add(load);
    return load;
  }

  private static Schema schema() {
    PostgresCatalog catalog = PostgresCatalog.read(List.of(), PROD);
    PostgresGuard guard = new PostgresGuard(catalog);
    return new Schema(catalog, OidMap.of(catalog), new ViewTexts(catalog, guard::viewText), guard);
  }

  @Test
  void oneLoadsForAll() {
    CompletableFuture<Schema> first = ask();
    CompletableFuture<Schema> second = ask();
    assertThat(loads).hasSize(1);
    Schema schema = schema();
    loads.remove().complete(schema);
    assertThat(first).isCompletedWithValue(schema);
    assertThat(second).isCompletedWithValue(schema);
    assertThat(ask()).isCompletedWithValue(schema);
    assertThat(loads).isEmpty();
  }

  @Test
  void aFailedLoadIsOnlyTheFailureOfWhoMadeIt() {
    CompletableFuture<Schema> leaving = ask();
    CompletableFuture<Schema> second = ask();
    CompletableFuture<Schema> third = ask();
    loads.remove().completeExceptionally(new LinkLost("the client has left", Optional.empty()));
    assertThatThrownBy(leaving::join).hasCauseInstanceOf(LinkLost.class);
    assertThat(second).isNotDone();
    assertThat(third).isNotDone();
    assertThat(loads).hasSize(1);
    Schema schema = schema();
    loads.remove().complete(schema);
    assertThat(second).isCompletedWithValue(schema);
    assertThat(third).isCompletedWithValue(schema);
  }

  @Test
  void everyWaiterFailsWithItsOwnLoadAtTheLatest() {
    CompletableFuture<Schema> first = ask();
    CompletableFuture<Schema> second = ask();
    for (int i = 0; i < 2; i++) {
      loads.remove().completeExceptionally(new LinkLost("link " + i, Optional.empty()));
    }
    assertThat(loads).isEmpty();
    assertThatThrownBy(first::join).hasRootCauseMessage("link 0");
    assertThatThrownBy(second::join).hasRootCauseMessage("link 1");
  }
}
