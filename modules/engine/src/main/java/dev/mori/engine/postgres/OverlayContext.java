package dev.mori.engine.postgres;

import java.util.List;

/**
 * What one read is planned against.
 *
 * @param views the catalog and its views' texts
 * @param searchPath the client's schemas in search order ({@code current_schemas(true)})
 * @param tables what is known of the session's tables
 * @param parameterTypes the shadow's type oids of the client's parameters, in order
 * @param inTransaction whether a transaction block is open on the shadow, whose start time then
 *     counts
 */
public record OverlayContext(
    ViewTexts views,
    List<String> searchPath,
    SessionTables tables,
    List<Long> parameterTypes,
    boolean inTransaction) {
  /** Copies the lists. */
  public OverlayContext {
    searchPath = List.copyOf(searchPath);
    parameterTypes = List.copyOf(parameterTypes);
  }

  PostgresCatalog catalog() {
    return views.catalog();
  }
}
