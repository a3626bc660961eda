package dev.mori.node.session;

import dev.mori.engine.postgres.OverlayContext;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresGuard;
import dev.mori.engine.postgres.Relation;
import dev.mori.engine.postgres.RowPolicies;
import dev.mori.engine.postgres.ViewTexts;
import java.util.List;
import java.util.stream.Stream;

/** Keeps mori's own reads from tables whose row security on prod looks at what has changed. */
final class PolicyCheck {
  private final ClientContext client;

  PolicyCheck(ClientContext client) {
    this.client = client;
  }

  /** Fails when prod would show other rows of these than a private copy. */
  void check(Stream<Relation> relations) {
    client.lastCatalog().ifPresent(catalog -> check(relations, catalog));
  }

  private void check(Stream<Relation> relations, PostgresCatalog catalog) {
    RowPolicies policies =
        new RowPolicies(
            new OverlayContext(
                new ViewTexts(catalog, new PostgresGuard(catalog)::viewText),
                List.of(),
                client.tables(),
                List.of(),
                client.transaction().open()));
    relations
        .filter(r -> r.origin() != null && !r.origin().detached())
        .flatMap(r -> policies.obstacle(r).stream())
        .findFirst()
        .ifPresent(
            sentence -> {
              throw Errors.refused(sentence, RowPolicies.HINT);
            });
  }
}
