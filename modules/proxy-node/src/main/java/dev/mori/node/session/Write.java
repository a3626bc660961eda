package dev.mori.node.session;

import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresNeighbours;
import dev.mori.engine.postgres.WritePlan;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.Optional;

/**
 * One write on its way.
 *
 * @param bound the statement
 * @param limit row limit of its RETURNING
 * @param catalog the schema it was planned under
 * @param plan how it is run
 * @param data what a COPY FROM STDIN copies
 * @param seen rows that prod was seen to have meanwhile
 */
record Write(
    Bound bound,
    int limit,
    PostgresCatalog catalog,
    WritePlan plan,
    Optional<CopySource> data,
    SeenOnProd seen) {

  static Write of(Bound bound, int limit, PostgresCatalog catalog, WritePlan plan) {
    return new Write(bound, limit, catalog, plan, Optional.empty(), new SeenOnProd());
  }

  static Write of(Bound bound, PostgresCatalog catalog, WritePlan plan, CopySource data) {
    return new Write(bound, 0, catalog, plan, Optional.of(data), new SeenOnProd());
  }

  PostgresNeighbours neighbours() {
    return new PostgresNeighbours(catalog);
  }

  /** What the client is told about this error of the shadow. */
  SqlFailed failure(ErrorFields error) {
    boolean unsure = data.filter(d -> d.blind() && d.questionable(error)).isPresent();
    return unsure
        ? Errors.refused(
            "this COPY fails, and at which row a copy would stop cannot be told",
            "Copy into a temporary table, and INSERT from there.")
        : new SqlFailed(error);
  }
}
