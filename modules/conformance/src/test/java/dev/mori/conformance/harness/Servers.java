package dev.mori.conformance.harness;

import dev.mori.conformance.grammar.KindTables;
import dev.mori.conformance.wire.Endpoint;
import dev.mori.node.demo.ShopData;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Two embedded servers: prod with the shop, and another one with a pristine copy of it, of which
 * private copies are made. Prod is set up so that nothing but a client can write its WAL: no
 * autovacuum, no checkpoint, no standby snapshots; its rows are frozen before the run begins.
 */
public final class Servers implements AutoCloseable {
  /** The role clients use; it can only read on prod and is superuser on the copies. */
  static final String ROLE = "app";

  private static final String PASSWORD = "conformance";
  private static final String DATABASE = "shop";
  private static final String PRISTINE = "shop_pristine";

  private final EmbeddedPostgres prod;
  private final EmbeddedPostgres copies;
  private int copyNumber;

  private Servers(EmbeddedPostgres prod, EmbeddedPostgres copies) {
    this.prod = prod;
    this.copies = copies;
  }

  /** Starts both and loads the shop at the scale. */
  public static Servers start(double scale) throws SQLException {
    EmbeddedPostgresOptions quiet =
        EmbeddedPostgresOptions.temporary()
            .withSetting("autovacuum", "off")
            .withSetting("checkpoint_timeout", "1d")
            .withSetting("max_wal_size", "20GB")
            .withSetting("wal_log_hints", "off")
            .withSetting("wal_level", "minimal")
            .withSetting("max_wal_senders", "0")
            .withSetting("max_connections", "200");
    EmbeddedPostgres prod = EmbeddedPostgres.start(quiet);
    EmbeddedPostgres copies = EmbeddedPostgres.start(quiet);
    Servers servers = new Servers(prod, copies);
    load(prod, DATABASE, scale);
    load(copies, PRISTINE, scale);
    run(
        prod,
        DATABASE,
        List.of(
            "CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD + "'",
            "GRANT USAGE ON SCHEMA public, warehouse TO " + ROLE,
            "GRANT SELECT ON ALL TABLES IN SCHEMA public, warehouse TO " + ROLE,
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, warehouse TO " + ROLE,
            "ALTER ROLE " + ROLE + " SET default_transaction_read_only = on"));
    quiet(prod);
    run(
        copies,
        "postgres",
        List.of("CREATE ROLE " + ROLE + " LOGIN SUPERUSER PASSWORD '" + PASSWORD + "'"));
    return servers;
  }

  /** The same for generated statements, which know one more table. */
  public static Servers startForGenerator(double scale) throws SQLException {
    Servers servers = start(scale);
    servers.everywhere(KindTables.script());
    quiet(servers.prod);
    return servers;
  }

  /** Leaves nothing that a look at prod would tidy up. */
  private static void quiet(EmbeddedPostgres prod) throws SQLException {
    // The second one clears the statistics' own dead rows, which a planner's look would prune.
    run(prod, DATABASE, List.of("VACUUM (FREEZE, ANALYZE)", "VACUUM (FREEZE)"));
    run(prod, "postgres", List.of("VACUUM (FREEZE)", "CHECKPOINT"));
  }

  /** The copy that private copies are made of, as its superuser: to prepare it like prod. */
  public Endpoint pristine() {
    return new Endpoint(
        copies.host(), copies.port(), copies.superuser(), copies.password(), PRISTINE);
  }

  /** Runs statements on prod and on the copy that private copies are made of. */
  public void everywhere(String... statements) throws SQLException {
    run(prod, DATABASE, List.of(statements));
    run(copies, PRISTINE, List.of(statements));
  }

  /** Runs statements on prod alone, and leaves it as quiet as it was. */
  void onProd(String... statements) throws SQLException {
    run(prod, DATABASE, List.of(statements));
    quiet(prod);
  }

  private static void load(EmbeddedPostgres server, String database, double scale)
      throws SQLException {
    run(server, "postgres", List.of("CREATE DATABASE " + database));
    try (Connection connection = server.connect(database)) {
      ShopData.load(connection, scale);
    }
  }

  private static void run(EmbeddedPostgres server, String database, List<String> statements)
      throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Prod as mori gets it. */
  public Endpoint prod() {
    return new Endpoint(prod.host(), prod.port(), ROLE, PASSWORD, DATABASE);
  }

  /** Prod as another role, whose password is the same. */
  Endpoint prodAs(String role) {
    return new Endpoint(prod.host(), prod.port(), role, PASSWORD, DATABASE);
  }

  /** Prod as its superuser: for the fingerprint, and to prepare it before mori starts. */
  public Endpoint prodAsSuperuser() {
    return new Endpoint(prod.host(), prod.port(), prod.superuser(), prod.password(), DATABASE);
  }

  /** A new private copy, under a name never used before. */
  public Endpoint newCopy() throws SQLException {
    return newCopy("copy" + ++copyNumber);
  }

  /** A new private copy under this name. */
  public Endpoint newCopy(String name) throws SQLException {
    run(copies, "postgres", List.of("CREATE DATABASE " + name + " TEMPLATE " + PRISTINE));
    return new Endpoint(copies.host(), copies.port(), ROLE, PASSWORD, name);
  }

  /** Drops a copy, whoever is still connected to it. */
  public void drop(Endpoint copy) throws SQLException {
    run(
        copies,
        "postgres",
        List.of("DROP DATABASE IF EXISTS " + copy.database() + " WITH (FORCE)"));
  }

  @Override
  public void close() {
    prod.close();
    copies.close();
  }
}
