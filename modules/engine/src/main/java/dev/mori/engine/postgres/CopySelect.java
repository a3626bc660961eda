package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The query whose rows a COPY TO copies (PostgreSQL 15, copyto.c: BeginCopyTo). */
public final class CopySelect {
  private CopySelect() {}

  /** The query as text; empty when none is known to give the same rows. */
  public static Optional<String> of(
      String text, Copy copy, PostgresCatalog catalog, List<String> searchPath) {
    return switch (copy.subject()) {
      case Copy.Subject.Table table -> {
        QualifiedName name = table.query().tables().getFirst().name();
        yield catalog
            .resolve(name.schema().orElse(null), name.name(), searchPath)
            .filter(r -> r.kind() == Relation.Kind.TABLE)
            .flatMap(r -> of(table, r));
      }
      case Copy.Subject.Result result -> Optional.of(result.span().of(text));
    };
  }

  /** All columns but generated ones, or those that are written if the server takes them. */
  private static Optional<String> of(Copy.Subject.Table table, Relation relation) {
    List<String> stored =
        relation.columns().stream()
            .filter(c -> c.generation() != Column.Generation.STORED)
            .map(Column::name)
            .toList();
    List<String> written = table.columns().stream().map(Name::value).toList();
    boolean known = stored.containsAll(written) && new HashSet<>(written).size() == written.size();
    return known
        ? Optional.of(select(written.isEmpty() ? stored : written, relation))
        : Optional.empty();
  }

  private static String select(List<String> columns, Relation relation) {
    return columns.stream()
        .map(ObjectName::quote)
        .collect(Collectors.joining(", ", "SELECT ", " FROM ONLY " + relation.name().sql()));
  }
}
