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
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose last step fails left its actor system, shadow server and links running. */
class NodeStartIT {
  @TempDir private Path home;

  @Test
  void aNodeThatDoesNotStartLeavesNothingBehind() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (EmbeddedPostgres prod = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
        ServerSocket taken = new ServerSocket(0, 1, loopback)) {
      try (Connection connection = prod.connect("postgres");
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE shop");
      }
      Path shadow = home.resolve("shadow");
      NodeSettings settings =
          new NodeSettings(
              "shop",
              new PostgresAddress(
                  prod.host(), prod.port(), "shop", prod.superuser(), prod.password()),
              new ShadowChoice.Embedded(shadow),
              home,
              ServerSettings.of(loopback, taken.getLocalPort(), new ServerTls.Off()),
              PoolSettings.DEFAULT,
              new SessionPolicy("main", true, 0, false),
              new Limits(1000));
      assertThatThrownBy(
              () ->
                  Node.start(
                      settings,
                      ConfigFactory.parseString("mori.state.directory = \"" + home + "\"")))
          .hasMessageContaining("cannot listen");

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(connections(prod)).isZero());
      // Its folder is free again.
      EmbeddedPostgres.start(EmbeddedPostgresOptions.at(shadow)).close();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("mori-pekko") || name.equals("mori-prod-catalog"));
    }
  }

  private static int connections(EmbeddedPostgres prod) throws SQLException {
    try (Connection connection = prod.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop'")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
