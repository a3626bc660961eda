package dev.mori.node.session;

import dev.mori.engine.postgres.OidMap;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresGuard;
import dev.mori.engine.postgres.ViewTexts;
import dev.mori.node.prod.Binding;
import java.util.ArrayList;
import java.util.List;

/**
 * One snapshot of the session's schema with what is derived from it.
 *
 * @param catalog the snapshot
 * @param oids object ids between prod and shadow
 * @param views the views' queries, read at most once each
 * @param guard what may go to prod under this schema
 */
record Schema(PostgresCatalog catalog, OidMap oids, ViewTexts views, PostgresGuard guard) {
  static Schema of(PostgresCatalog catalog) {
    PostgresGuard guard = new PostgresGuard(catalog);
    return new Schema(catalog, OidMap.of(catalog), new ViewTexts(catalog, guard::viewText), guard);
  }

  /** A client's parameters as prod understands them: user types have other oids there. */
  Binding onProd(Binding binding) {
    if (binding.types().isEmpty()) {
      return binding;
    }
    List<Integer> types = new ArrayList<>(binding.types().size());
    for (int type : binding.types()) {
      types.add((int) (long) oids.typeOnProd(Integer.toUnsignedLong(type)).orElse(0L));
    }
    return binding.withTypes(types);
  }
}
