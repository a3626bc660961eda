package dev.mori.node.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.node.demo.ShopData;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.DockerClientFactory;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShadowStoreIT {

  private EmbeddedPostgres prodServer;
  private EmbeddedPostgres shadowServer;
  private PostgresAddress prod;
  private ShadowServer server;

  @BeforeAll
  void start() throws Exception {
    prodServer = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    try (Connection connection = prodServer.connect("postgres")) {
      Sql.run(connection, "CREATE ROLE app LOGIN PASSWORD 'app'");
      Sql.run(connection, "CREATE DATABASE shop");
      Sql.run(connection, "ALTER DATABASE shop SET timezone TO 'Europe/Berlin'");
      Sql.run(connection, "ALTER ROLE app SET search_path TO public, warehouse");
    }
    try (Connection connection = prodServer.connect("shop")) {
      ShopData.load(connection, 0.01);
      Sql.run(
          connection,
          "GRANT USAGE ON SCHEMA warehouse TO app;"
              + " GRANT SELECT ON ALL TABLES IN SCHEMA public, warehouse TO app;"
              + " GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, warehouse TO app");
    }
    prod = new PostgresAddress("127.0.0.1", prodServer.port(), "shop", "app", "app");
    shadowServer =
        EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary().withSuperuser("mori_admin"));
    server = new ShadowServer.Embedded(shadowServer);
  }

  @AfterAll
  void stop() {
    shadowServer.close();
    prodServer.close();
  }

  private ShadowStore open(String connection) {
    return ShadowStore.open(server, prod, ShadowStoreOptions.of(connection));
  }

  private static String one(PostgresAddress address, String sql) throws SQLException {
    try (Connection connection = address.connect()) {
      return Sql.one(connection, sql);
    }
  }

  @Test
  void aSessionHasProdsSchemaSequencesAndSettingsButNoRows() throws Exception {
    try (ShadowStore store = open("shop")) {
      ShadowDatabase session = store.createSession("feature");
      PostgresAddress client = store.client(session.name());
      assertThat(one(client, "SELECT current_user")).isEqualTo("app");
      assertThat(one(client, "SELECT count(*) FROM customers")).isEqualTo("0");
      assertThat(one(client, "SHOW search_path")).isEqualTo("public, warehouse");
      assertThat(
              one(
                  client,
                  "SELECT array_agg(c ORDER BY c)::text FROM pg_db_role_setting, unnest(setconfig)"
                      + " c WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname ="
                      + " current_catalog)"))
          .contains("Europe/Berlin");
      String next = "SELECT nextval('order_no_seq')::text || nextval('customers_id_seq')";
      String state =
          "SELECT (SELECT last_value + 1 FROM order_no_seq)::text"
              + " || (SELECT last_value + 1 FROM customers_id_seq)";
      assertThat(one(client, next)).isEqualTo(one(prod, state));
      assertThat(one(client, "SELECT count(*) > 20 FROM pg_toast_temp_mori.tables")).isEqualTo("t");
    }
  }

  @Test
  void clientsOwnEverythingAndAreNoSuperusers() throws Exception {
    try (ShadowStore store = open("rights")) {
      PostgresAddress client = store.client(store.createSession("rights").name());
      assertThat(
              one(
                  client,
                  "SELECT concat_ws(' ', rolsuper, rolcreaterole, rolcreatedb, rolreplication,"
                      + " pg_has_role('pg_execute_server_program', 'MEMBER')) FROM pg_roles"
                      + " WHERE rolname = current_user"))
          .isEqualTo("f f f f f");
      assertThat(
              one(
                  client,
                  "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                      + " WHERE nspname IN ('public', 'warehouse')"
                      + " AND NOT pg_has_role(relowner, 'USAGE')"))
          .isEqualTo("0");
      try (Connection connection = client.connect()) {
        Sql.run(connection, "ALTER TABLE customers ADD COLUMN more int");
        Sql.run(connection, "SELECT pg_toast_temp_mori.after_ddl()");
        Sql.run(connection, "DROP SCHEMA public CASCADE");
        assertThatThrownBy(() -> Sql.run(connection, "COPY (SELECT 1) TO PROGRAM 'true'"))
            .hasMessageContaining("pg_execute_server_program");
        assertThatThrownBy(() -> Sql.run(connection, "SET dynamic_library_path = '/tmp'"))
            .hasMessageContaining("permission denied");
      }
    }
  }

  @Test
  void aServerWhoseSuperuserIsProdsRoleIsNoPlaceForShadows() {
    PostgresAddress admin =
        new PostgresAddress(
            "127.0.0.1", prodServer.port(), "shop", prodServer.superuser(), prodServer.password());
    assertThatThrownBy(
            () ->
                ShadowStore.open(
                    new ShadowServer.External(admin.withDatabase("postgres")),
                    admin,
                    ShadowStoreOptions.of("same")))
        .isInstanceOf(ShadowException.class)
        .hasMessageContaining("Clients would be superusers of the shadow server");
  }

  @Test
  void objectIdsAreTheSameInEverySession() throws Exception {
    String oids =
        "SELECT md5(string_agg(oid || relname || relfilenode, ',' ORDER BY oid)) FROM pg_class"
            + " WHERE oid >= 16384";
    try (ShadowStore store = open("oids")) {
      ShadowDatabase one = store.createSession("one");
      ShadowDatabase two = store.createSession("two");
      assertThat(one.name()).isNotEqualTo(two.name());
      assertThat(one(store.client(one.name()), oids))
          .isEqualTo(one(store.client(two.name()), oids));
    }
  }

  @Test
  void aResetIsASwapAndTheOldDatabaseGoesAwayUnderItsConnections() throws Exception {
    try (ShadowStore store = open("reset")) {
      ShadowDatabase first = store.createSession("s");
      try (Connection open = store.client(first.name()).connect()) {
        Sql.run(open, "INSERT INTO settings (key) VALUES ('k')");
        awaitSpare("reset");
        ShadowDatabase second = store.createSession("s");
        assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
        assertThat(one(store.client(second.name()), "SELECT count(*) FROM settings"))
            .isEqualTo("0");
        store.drop(first.name());
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .untilAsserted(
                () -> assertThat(databases()).doesNotContain(first.name()).contains(second.name()));
        assertThatThrownBy(() -> Sql.one(open, "SELECT 1")).isInstanceOf(SQLException.class);
      }
      assertThat(store.list()).extracting(ShadowDatabase::epoch).containsExactly(2L);
    }
  }

  private void awaitSpare(String connection) {
    String spares =
        "SELECT count(*) FROM mori.databases WHERE kind = 'spare' AND connection = "
            + Sql.text(connection);
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(
            () -> assertThat(one(server.admin().withDatabase("mori_meta"), spares)).isEqualTo("1"));
  }

  private List<String> databases() throws SQLException {
    try (Connection connection = server.admin().connect()) {
      return Sql.column(connection, "SELECT datname FROM pg_database ORDER BY 1");
    }
  }

  @Test
  void theTemplateIsKeptUntilProdsSchemaChanges() throws Exception {
    String fingerprint;
    try (ShadowStore store = open("drift")) {
      fingerprint = store.fingerprint();
    }
    try (ShadowStore store = open("drift")) {
      assertThat(store.fingerprint()).isEqualTo(fingerprint);
    }
    try (Connection connection = prodServer.connect("shop")) {
      Sql.run(connection, "CREATE TABLE drifted (id int PRIMARY KEY)");
      Sql.run(connection, "GRANT SELECT ON drifted TO app");
    }
    try (ShadowStore store = open("drift")) {
      assertThat(store.fingerprint()).isNotEqualTo(fingerprint);
      ShadowDatabase session = store.createSession("s");
      assertThat(one(store.client(session.name()), "SELECT count(*) FROM drifted")).isEqualTo("0");
      assertThat(databases())
          .doesNotContain("mori_drift_tpl_" + fingerprint.substring(0, 12))
          .contains("mori_drift_tpl_" + store.fingerprint().substring(0, 12));
    } finally {
      try (Connection connection = prodServer.connect("shop")) {
        Sql.run(connection, "DROP TABLE drifted");
      }
    }
  }

  @Test
  void databasesOfNoSessionAreSweptWhenTheyAreOldEnough() throws Exception {
    try (ShadowStore store = open("sweep")) {
      ShadowDatabase kept = store.createSession("kept");
      ShadowDatabase lost = store.createSession("lost");
      assertThat(store.sweep(Set.of(kept.name()))).isZero();
      assertThat(store.sweep(Set.of(kept.name()), Instant.now().plusSeconds(60))).isEqualTo(1);
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(databases()).doesNotContain(lost.name()));
      assertThat(store.list()).containsExactly(kept);
    }
  }

  @Test
  void sequencesStopAtTheirLimitAndCarryTheGap() throws Exception {
    try (Connection connection = prodServer.connect("shop")) {
      Sql.run(
          connection,
          "CREATE SEQUENCE s_down INCREMENT -3 MAXVALUE 10 MINVALUE -20 START 10; SELECT"
              + " setval('s_down', 4); CREATE SEQUENCE s_near MAXVALUE 9223372036854775807; SELECT"
              + " setval('s_near', 9223372036854775800); CREATE SEQUENCE s_fresh START 7; SELECT"
              + " setval('s_fresh', 9, false); CREATE SEQUENCE s_secret; CREATE SEQUENCE s_used;"
              + " SELECT nextval('s_used'); GRANT SELECT ON s_down, s_near, s_fresh TO app; GRANT"
              + " USAGE ON s_used TO app");
      try (ShadowStore store =
          ShadowStore.open(server, prod, ShadowStoreOptions.of("seq").withSequenceGap(100))) {
        PostgresAddress client = store.client(store.createSession("s").name());
        assertThat(one(client, "SELECT last_value FROM s_down")).isEqualTo("-20");
        assertThat(one(client, "SELECT last_value FROM s_near")).isEqualTo("9223372036854775807");
        assertThat(one(client, "SELECT nextval('s_fresh')")).isEqualTo("109");
        assertThat(one(client, "SELECT nextval('s_used')")).isEqualTo("102");
        assertThat(one(client, "SELECT is_called FROM s_secret")).isEqualTo("f");
      }
      assertThat(Sql.one(connection, "SELECT last_value FROM s_fresh")).isEqualTo("9");
      Sql.run(connection, "DROP SEQUENCE s_down, s_near, s_fresh, s_secret, s_used");
    }
  }

  @Test
  void sessionsBeginWithProdsOwnDefaults() throws Exception {
    try (ShadowStore store = open("defaults")) {
      ShadowDatabase session = store.createSession("s");
      store.useProdDefaults(
          Map.of("TimeZone", "Asia/Tokyo", "IntervalStyle", "iso_8601", "server_version", "15"));
      awaitSpare("defaults");
      ShadowDatabase later = store.createSession("later");
      String settings =
          "SELECT array_agg(c ORDER BY c)::text FROM pg_db_role_setting s, unnest(setconfig) c"
              + " WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname ="
              + " current_catalog)";
      for (String name : List.of(session.name(), later.name())) {
        assertThat(one(store.client(name), settings))
            .contains("IntervalStyle=iso_8601")
            .contains("Europe/Berlin") // the database's own setting goes before
            .doesNotContain("server_version");
      }
    }
  }

  @Test
  void whatACrashLeftHalfMadeIsDroppedAtTheNextStart() throws Exception {
    open("crash").close();
    PostgresAddress meta = server.admin().withDatabase("mori_meta");
    try (Connection connection = meta.connect()) {
      for (String kind : List.of("building", "dropping")) {
        Sql.run(connection, "CREATE DATABASE left_" + kind);
        Sql.run(
            connection,
            "INSERT INTO mori.databases (name, connection, kind, fingerprint) VALUES ('left_"
                + kind
                + "', 'crash', '"
                + kind
                + "', 'x')");
      }
    }
    open("crash").close();
    assertThat(databases()).doesNotContain("left_building", "left_dropping");
  }

  @Test
  void twoNodesNeverGiveTheSameDatabaseTwice() throws Exception {
    try (ShadowStore one = open("nodes");
        ShadowStore two = open("nodes");
        ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<ShadowDatabase>> futures = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ShadowStore store = i % 2 == 0 ? one : two;
        String name = "s" + i % 3;
        futures.add(threads.submit(() -> store.createSession(name)));
      }
      List<String> names = new ArrayList<>();
      for (Future<ShadowDatabase> future : futures) {
        names.add(future.get(60, TimeUnit.SECONDS).name());
      }
      assertThat(names).doesNotHaveDuplicates();
      assertThat(one.list()).hasSize(6);
    }
  }

  @Test
  void withoutADockerEngineTheSentenceNamesTheWayOut() {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return; // the refusal cannot be seen here
    }
    assertThatThrownBy(
            () -> ShadowServer.open(new ShadowChoice.Docker(shadowServer.dataDirectory()), 15))
        .hasMessageContaining("There is no Docker engine")
        .hasMessageContaining("--shadow URL");
  }

  @Test
  void aServerOfAnotherMajorVersionIsRefusedWithTheWayOut() {
    assertThatThrownBy(
            () ->
                ShadowServer.open(
                    new ShadowChoice.External(
                        new PostgresAddress(
                            "127.0.0.1",
                            shadowServer.port(),
                            "postgres",
                            shadowServer.superuser(),
                            shadowServer.password())),
                    17))
        .hasMessageContaining("both must be of the same major version");
    assertThatThrownBy(
            () -> ShadowServer.open(new ShadowChoice.Embedded(shadowServer.dataDirectory()), 17))
        .hasMessageContaining("--shadow docker");
  }

  @Test
  void anExternalServerTakesSessionsToo() throws Exception {
    ShadowServer external =
        ShadowServer.open(
            ShadowChoice.parse(
                "postgres://mori_admin:"
                    + shadowServer.password()
                    + "@127.0.0.1:"
                    + shadowServer.port(),
                shadowServer.dataDirectory()),
            15);
    try (ShadowStore store = ShadowStore.open(external, prod, ShadowStoreOptions.of("external"))) {
      ShadowDatabase session = store.createSession("s");
      assertThat(one(store.client(session.name()), "SELECT count(*) FROM orders")).isEqualTo("0");
    }
  }
}
