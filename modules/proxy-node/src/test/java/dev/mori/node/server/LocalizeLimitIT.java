package dev.mori.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.mori.node.link.PoolSettings;
import dev.mori.node.session.Limits;
import dev.mori.node.session.SessionPolicy;
import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.node.shadow.ShadowChoice;
import dev.mori.node.transport.ServerSettings;
import dev.mori.node.transport.ServerTls;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table larger than may be copied: what needs all of it is refused, and nothing is cut off. */
class LocalizeLimitIT {
  @TempDir private Path home;

  @Test
  void aTableOverTheLimitIsNeverCutOff() throws Exception {
    try (EmbeddedPostgres prod = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary())) {
      run(prod, "postgres", "CREATE DATABASE shop");
      run(
          prod,
          "shop",
          "CREATE TABLE small AS SELECT i AS id FROM generate_series(1, 10) i",
          "CREATE TABLE large AS SELECT i AS id, 1 AS n FROM generate_series(1, 11) i",
          "ALTER TABLE large ADD PRIMARY KEY (id)");
      PostgresAddress address =
          new PostgresAddress(prod.host(), prod.port(), "shop", prod.superuser(), prod.password());
      NodeSettings settings =
          new NodeSettings(
              "shop",
              address,
              new ShadowChoice.Embedded(home.resolve("shadow")),
              home,
              ServerSettings.of(InetAddress.getLoopbackAddress(), 0, new ServerTls.Off()),
              PoolSettings.DEFAULT,
              new SessionPolicy("main", true, 0, false),
              new Limits(10));
      try (Node node =
              Node.start(
                  settings, ConfigFactory.parseString("mori.state.directory = \"" + home + "\""));
          Connection client =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + node.port() + "/shop?user=" + address.user())) {
        assertThat(number(client, "SELECT count(*) FROM (SELECT * FROM small FOR UPDATE) s"))
            .isEqualTo(10);
        String locking = "SELECT count(*) FROM (SELECT * FROM large FOR UPDATE) s";
        assertThatThrownBy(() -> number(client, locking))
            .hasMessageContaining("this needs all of \"public\".\"large\" in the session")
            .hasMessageContaining("mori.session.localize-max-rows")
            .extracting(thrown -> ((SQLException) thrown).getSQLState())
            .isEqualTo("0A000");
        assertThat(number(client, "SELECT sum(n) FROM large")).isEqualTo(11);
        assertThat(update(client, "UPDATE large SET n = 5 WHERE id = 3")).isEqualTo(1);
        assertThatThrownBy(() -> number(client, locking)).hasMessageContaining("more than 10 rows");
        assertThat(number(client, "SELECT sum(n) FROM large")).isEqualTo(15);
      }
    }
  }

  private static void run(EmbeddedPostgres server, String database, String... statements)
      throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static int update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
