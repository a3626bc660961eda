package dev.mori.node.session;

import dev.mori.engine.postgres.CatalogStanding;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresProdCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of one session that were loaded lately. Connections with temporary tables of their own,
 * with an old snapshot or with a change that they roll back see others than the committed one, but
 * seldom one that nobody has loaded yet. Safe for use by several event loops.
 */
final class KnownSchemas {
  private static final int KEPT = 12;

  /** Rows of catalogs kept at the most, so that large ones do not fill the memory. */
  private static final int KEPT_ROWS = 100_000;

  private record Key(long epoch, CatalogStanding standing) {}

  private record Loaded(List<List<@Nullable String>> rows, Schema schema) {}

  private final Map<Key, Loaded> known = new LinkedHashMap<>(KEPT * 2, 0.75f, true);

  /** The schema of this standing, under prod's catalog as it is now. */
  Optional<Schema> find(long epoch, CatalogStanding standing, PostgresProdCatalog prod) {
    Key key = new Key(epoch, standing);
    Loaded exact = get(key);
    if (exact != null && exact.schema().catalog().prod().equals(prod)) {
      return Optional.of(exact.schema());
    }
    return sameStamp(key).map(rows -> keep(key, standing.rows(rows), prod));
  }

  /** Reads the rows of a load, and keeps the schema. */
  Schema loaded(long epoch, List<List<@Nullable String>> rows, PostgresProdCatalog prod) {
    return keep(new Key(epoch, CatalogStanding.in(rows)), rows, prod);
  }

  private Schema keep(Key key, List<List<@Nullable String>> rows, PostgresProdCatalog prod) {
    Schema schema = Schema.of(PostgresCatalog.read(rows, prod));
    synchronized (this) {
      known.put(key, new Loaded(rows, schema));
      while (known.size() > 1 && (known.size() > KEPT || keptRows() > KEPT_ROWS)) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return schema;
  }

  private int keptRows() {
    return known.values().stream().mapToInt(loaded -> loaded.rows().size()).sum();
  }

  private synchronized @Nullable Loaded get(Key key) {
    return known.get(key);
  }

  private synchronized Optional<List<List<@Nullable String>>> sameStamp(Key key) {
    return known.entrySet().stream()
        .filter(entry -> entry.getKey().epoch() == key.epoch())
        .filter(entry -> entry.getKey().standing().stamp().equals(key.standing().stamp()))
        .map(entry -> entry.getValue().rows())
        .findFirst();
  }
}
