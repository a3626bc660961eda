package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresCatalogTest {
  private final PostgresCatalog catalog =
      new SmallCatalog()
          .table("public", "t", 1, "id bigint", "a text")
          .table("app", "t", 0, "x integer")
          .table("app", "pg_class", 0, "x integer")
          .made("pg_temp_3", "u", "x integer")
          .table("public", "u", 0, "x integer")
          .temporarySchema("pg_temp_3")
          .read();

  private Optional<String> resolved(@Nullable String schema, String name, String... path) {
    return catalog.resolve(schema, name, List.of(path)).map(r -> r.name().schema());
  }

  @Test
  void theFirstSchemaOfThePathWins() {
    assertThat(resolved(null, "t", "app", "public")).contains("app");
    assertThat(resolved(null, "t", "public", "app")).contains("public");
    assertThat(resolved(null, "t", "missing")).isEmpty();
  }

  @Test
  void systemAndTemporaryRelationsComeFirstUnlessThePathPlacesThem() {
    assertThat(resolved(null, "pg_class", "app")).contains("pg_catalog");
    assertThat(resolved(null, "pg_class", "app", "pg_catalog")).contains("app");
    assertThat(resolved(null, "u", "public")).contains("pg_temp_3");
    assertThat(resolved(null, "u", "public", "pg_temp")).contains("public");
  }

  @Test
  void aWrittenSchemaDecides() {
    assertThat(resolved("app", "t", "public")).contains("app");
    assertThat(resolved("pg_temp", "u")).contains("pg_temp_3");
    assertThat(resolved("nowhere", "t", "public")).isEmpty();
  }

  @Test
  void aTableKnowsItsKeyAndWhereItComesFrom() {
    Relation t = catalog.relation(new ObjectName("public", "t")).orElseThrow();
    assertThat(t.key()).extracting(Column::name).containsExactly("id");
    assertThat(catalog.cloneOf(new ObjectName("public", "t"))).contains(t);
    assertThat(catalog.relation(new ObjectName("pg_temp_3", "u")).orElseThrow().origin()).isNull();
  }

  @Test
  void columnsOfProdBecomeColumnsOfTheShadow() {
    Relation t = catalog.relation(new ObjectName("public", "t")).orElseThrow();
    long there = catalog.prod().relation(new ObjectName("public", "t")).orElseThrow().oid();
    OidMap oids = OidMap.of(catalog);
    assertThat(oids.field(there, 2)).isEqualTo(new OidMap.Field(t.oid(), 2));
    assertThat(oids.field(there, 9)).isEqualTo(OidMap.Field.NONE);
    assertThat(oids.typeInShadow(25)).contains(25L);
    assertThat(oids.typeInShadow(99_999)).isEmpty();
  }

  @Test
  void namesAndLiteralsAreQuotedWhateverTheyHold() {
    assertThat(new ObjectName("a\"b", "C d").sql()).isEqualTo("\"a\"\"b\".\"C d\"");
    assertThat(ObjectName.literal("it's")).isEqualTo("'it''s'");
    assertThat(ObjectName.literal("a\\'")).isEqualTo(" E'a\\\\'''");
  }
}
