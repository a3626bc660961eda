package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.engine.postgres.CatalogStanding;
import dev.mori.engine.postgres.ObjectName;
import dev.mori.engine.postgres.PostgresProdCatalog;
import dev.mori.engine.postgres.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KnownSchemasTest {
  private static final PostgresProdCatalog PROD = PostgresProdCatalog.empty();

  private final KnownSchemas known = new KnownSchemas();

  private static List<@Nullable String> row(@Nullable String... fields) {
    List<@Nullable String> row = new ArrayList<>();
    for (@Nullable String field : fields) {
      row.add(field);
    }
    while (row.size() < 14) {
      row.add(null);
    }
    return row;
  }

  private static List<List<@Nullable String>> catalog(String stamp, String detached) {
    List<@Nullable String> table =
        row("rel", "20000", "public", "t", "r", "false", "", "false", "false", "false");
    table.set(6, null);
    table.set(10, "public");
    table.set(11, "t");
    table.set(12, Boolean.toString(detached.equals("20000")));
    return List.of(row("now", stamp, detached), table);
  }

  private static boolean detached(Schema schema) {
    Relation table = schema.catalog().relation(new ObjectName("public", "t")).orElseThrow();
    Relation.Origin origin = table.origin();
    return origin != null && origin.detached();
  }

  @Test
  void aSchemaIsKnownByItsStampInItsEpoch() {
    Schema schema = known.loaded(1, catalog("one", ""), PROD);
    CatalogStanding one = new CatalogStanding("one", Set.of());
    assertThat(known.find(1, one, PROD)).containsSame(schema);
    assertThat(known.find(2, one, PROD)).isEmpty();
    assertThat(known.find(1, new CatalogStanding("other", Set.of()), PROD)).isEmpty();
  }

  @Test
  void tablesThatAreCutLooseNeedNoLoad() {
    known.loaded(1, catalog("one", ""), PROD);
    Schema cut = known.find(1, new CatalogStanding("one", Set.of("20000")), PROD).orElseThrow();
    assertThat(detached(cut)).isTrue();
    Schema before = known.find(1, new CatalogStanding("one", Set.of()), PROD).orElseThrow();
    assertThat(detached(before)).isFalse();
  }

  @Test
  void onlyTheLatestAreKept() {
    for (int i = 0; i < 20; i++) {
      known.loaded(1, catalog("stamp" + i, ""), PROD);
    }
    assertThat(known.find(1, new CatalogStanding("stamp19", Set.of()), PROD)).isPresent();
    assertThat(known.find(1, new CatalogStanding("stamp0", Set.of()), PROD)).isEmpty();
  }
}
