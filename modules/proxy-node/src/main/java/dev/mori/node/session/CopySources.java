package dev.mori.node.session;

import dev.mori.engine.postgres.CopyFormat;
import dev.mori.engine.postgres.CopyStage;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.Relation;
import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.QualifiedName;
import java.util.Optional;

/** Makes the {@link CopySource} of a COPY FROM STDIN. */
final class CopySources {
  private final ClientContext client;

  CopySources(ClientContext client) {
    this.client = client;
  }

  CopySource source(String text, Copy copy, CopyFormat format, PostgresCatalog catalog) {
    return new CopySource(
        client.copies(),
        new CopySpool(client.shadow().link().executor()),
        target(text, copy, format, catalog));
  }

  private CopySource.Target target(
      String text, Copy copy, CopyFormat format, PostgresCatalog catalog) {
    if (copy.subject() instanceof Copy.Subject.Table subject) {
      QualifiedName name = subject.query().tables().getFirst().name();
      Optional<Relation> table =
          catalog
              .resolve(
                  name.schema().orElse(null),
                  name.name(),
                  client.settings().lastKnown().searchPath())
              .filter(
                  r -> r.kind() == Relation.Kind.TABLE || r.kind() == Relation.Kind.PARTITIONED);
      return new CopySource.Target(
          format,
          table.map(t -> CopyStage.of(text, copy, t, catalog.root(t))),
          table.filter(new PostgresNeighbours(catalog)::onProd).isPresent(),
          table.filter(t -> t.kind() == Relation.Kind.PARTITIONED).isPresent());
    }
    return new CopySource.Target(format, Optional.empty(), false, false);
  }
}
