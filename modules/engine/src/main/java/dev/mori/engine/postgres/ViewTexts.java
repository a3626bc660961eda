package dev.mori.engine.postgres;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One catalog snapshot with its views read by the parser, each at most once. Thread-safe. */
public final class ViewTexts {
  private final PostgresCatalog catalog;
  private final Function<String, Optional<ReadText>> parser;
  private final Map<Long, Optional<ReadText>> texts = new ConcurrentHashMap<>();
  private final Map<String, Optional<ReadText>> policies = new ConcurrentHashMap<>();
  private final Map<Long, TableShape> shapes = new ConcurrentHashMap<>();

  /**
   * Starts with nothing read.
   *
   * @param catalog the snapshot
   * @param parser reads a view's query; empty when it is not understood
   */
  public ViewTexts(PostgresCatalog catalog, Function<String, Optional<ReadText>> parser) {
    this.catalog = catalog;
    this.parser = parser;
  }

  /** The snapshot. */
  public PostgresCatalog catalog() {
    return catalog;
  }

  /** How a table compares with prod's. */
  TableShape shape(Relation table) {
    return shapes.computeIfAbsent(table.oid(), oid -> TableShape.of(catalog, table));
  }

  /** A row security policy's condition; empty when it is not understood. */
  Optional<ReadText> policy(String condition) {
    return policies.computeIfAbsent(condition, c -> parser.apply("SELECT " + c));
  }

  /** The view's query; empty when the relation is no view or its text is not understood. */
  Optional<ReadText> of(Relation view) {
    return texts.computeIfAbsent(
        view.oid(), oid -> catalog.view(view).flatMap(d -> parser.apply(d.query())));
  }
}
