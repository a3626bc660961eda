package dev.mori.node.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.node.demo.ShopData;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaCloneIT {

  private EmbeddedPostgres prodServer;
  private EmbeddedPostgres shadowServer;

  @BeforeAll
  void start() throws Exception {
    prodServer = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    shadowServer =
        EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary().withSuperuser("mori_admin"));
    try (Connection connection = prodServer.connect("postgres")) {
      Sql.run(connection, "CREATE ROLE \"Owner Role\"; CREATE ROLE reader");
      Sql.run(connection, "CREATE ROLE looker LOGIN PASSWORD 'looker'");
      for (String database :
          List.of("shop", "everything", "odd", "latin", "foreign_one", "typed")) {
        Sql.run(
            connection,
            "CREATE DATABASE "
                + database
                + (database.equals("latin")
                    ? " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
                    : ""));
      }
    }
    try (Connection connection = prodServer.connect("shop")) {
      ShopData.load(connection, 0.005);
    }
    try (Connection connection = prod("everything").connect(Map.of("preferQueryMode", "simple"));
        InputStream script = SchemaCloneIT.class.getResourceAsStream("everything.sql")) {
      Sql.run(
          connection,
          new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  void stop() {
    shadowServer.close();
    prodServer.close();
  }

  private PostgresAddress prod(String database) {
    return address(prodServer, database);
  }

  private static PostgresAddress address(EmbeddedPostgres server, String database) {
    return new PostgresAddress(
        server.host(), server.port(), database, server.superuser(), server.password());
  }

  private List<String> clone(PostgresAddress prod, SchemaClone.Way way, String name)
      throws Exception {
    ProdSchema schema = ProdSchema.read(prod);
    return new SchemaClone(prod, schema, way).make(address(shadowServer, "postgres"), name);
  }

  @ParameterizedTest
  @CsvSource({"shop,PG_DUMP", "shop,CATALOG", "everything,CATALOG"})
  void theCloneHasProdsCatalog(String database, SchemaClone.Way way) throws Exception {
    String name = database + "_" + way;
    assertThat(clone(prod(database), way, name)).isEmpty();
    assertThat(
            CatalogDescription.of(prod(database))
                .differences(CatalogDescription.of(address(shadowServer, name))))
        .isEmpty();
  }

  @Test
  void bothWaysGiveTheSameCatalogOfTheShop() throws Exception {
    clone(prod("shop"), SchemaClone.Way.PG_DUMP, "shop_a");
    clone(prod("shop"), SchemaClone.Way.CATALOG, "shop_b");
    assertThat(CatalogDescription.of(address(shadowServer, "shop_a")).fingerprint())
        .isEqualTo(CatalogDescription.of(address(shadowServer, "shop_b")).fingerprint());
  }

  @Test
  void aRoleThatMayReadNothingCanBeClonedForFromTheCatalogs() throws Exception {
    PostgresAddress looker = prod("shop").withUser("looker", "looker");
    assertThat(clone(looker, SchemaClone.Way.BEST, "shop_looker"))
        .singleElement()
        .asString()
        .contains("catalogs were read instead");
  }

  @Test
  void theSchemaTextHoldsNoRowsAndProdIsOnlyRead() throws Exception {
    try (ProdReader reader = ProdReader.open(prod("shop"))) {
      assertThatThrownBy(
              () -> reader.read(c -> Sql.rows(c, "SELECT nextval('public.order_no_seq')")))
          .hasMessageContaining("read-only transaction");
      assertThatThrownBy(() -> reader.read(c -> Sql.rows(c, "CREATE TABLE public.x ()")))
          .hasMessageContaining("read-only transaction");
    }
  }

  @Test
  void typesOfExtensionsAreNotCompared() throws Exception {
    try (Connection connection = prodServer.connect("typed")) {
      Sql.run(connection, "CREATE EXTENSION tablefunc; CREATE EXTENSION dblink");
      Sql.run(connection, "CREATE TYPE own AS (a int)");
    }
    for (SchemaClone.Way way : List.of(SchemaClone.Way.PG_DUMP, SchemaClone.Way.CATALOG)) {
      assertThat(clone(prod("typed"), way, "typed_" + way)).noneMatch(s -> s.contains("differs"));
    }
  }

  @Test
  void anotherEncodingIsKept() throws Exception {
    try (Connection connection = prodServer.connect("latin")) {
      Sql.run(connection, "CREATE TABLE \"größe\" (\"naïve\" text DEFAULT 'é')");
    }
    assertThat(clone(prod("latin"), SchemaClone.Way.BEST, "latin_clone")).isEmpty();
    try (Connection connection = shadowServer.connect("latin_clone")) {
      assertThat(Sql.one(connection, "SHOW server_encoding")).isEqualTo("LATIN1");
    }
  }

  @Test
  void whatTheCatalogsCannotCarryIsRefusedByName() throws Exception {
    try (Connection connection = prodServer.connect("odd")) {
      Sql.run(
          connection, "CREATE OPERATOR CLASS strange FOR TYPE integer USING hash AS OPERATOR 1 =");
    }
    assertThatThrownBy(() -> clone(prod("odd"), SchemaClone.Way.CATALOG, "odd_clone"))
        .isInstanceOf(ShadowException.class)
        .hasMessageContaining("operator class strange")
        .hasMessageContaining("install pg_dump");
  }

  @Test
  void foreignTablesFailLoudlyInTheShadow() throws Exception {
    try (Connection connection = prodServer.connect("foreign_one")) {
      Sql.run(
          connection,
          "CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw"
              + " OPTIONS (host '127.0.0.1'); CREATE USER MAPPING FOR PUBLIC SERVER far;"
              + " CREATE FOREIGN TABLE ft (i int) SERVER far");
    }
    assertThat(clone(prod("foreign_one"), SchemaClone.Way.PG_DUMP, "foreign_clone"))
        .anyMatch(remark -> remark.contains("postgres_fdw"));
    try (Connection connection = shadowServer.connect("foreign_clone")) {
      assertThatThrownBy(() -> Sql.run(connection, "INSERT INTO ft VALUES (1)"))
          .hasMessageContaining("has no handler");
    }
  }
}
