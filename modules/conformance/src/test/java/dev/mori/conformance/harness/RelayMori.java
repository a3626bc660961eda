package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Stands in for mori to test the harness itself: a TCP relay to one more private copy, which is
 * what mori pretends to be. With a flaw it pretends badly, and the harness must find it.
 */
final class RelayMori implements MoriUnderTest {
  private static final String NAME = "relay";

  private final Servers servers;
  private final List<String> flaws;
  private final ServerSocket door;
  private Endpoint behind;

  /**
   * A relay.
   *
   * @param flaws SQL that damages each new copy; empty for an honest relay
   */
  RelayMori(Servers servers, List<String> flaws) throws IOException, SQLException {
    this.servers = servers;
    this.flaws = flaws;
    this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    this.behind = servers.newCopy(NAME);
    damage();
    Thread.ofPlatform().daemon().start(this::accept);
  }

  @Override
  public Endpoint start(Endpoint prod) {
    return new Endpoint(
        "127.0.0.1", door.getLocalPort(), behind.user(), behind.password(), behind.database());
  }

  @Override
  public void reset() throws IOException {
    try {
      servers.drop(behind);
      behind = servers.newCopy(NAME);
      damage();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private void damage() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(behind.jdbcUrl(), behind.user(), behind.password());
        Statement statement = connection.createStatement()) {
      for (String sql : flaws) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void kill() throws IOException {
    try {
      String sql =
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()";
      try (Connection connection =
              DriverManager.getConnection(behind.jdbcUrl(), behind.user(), behind.password());
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public Endpoint restart() {
    return start(behind);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket server = new Socket(behind.host(), behind.port());
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().start(() -> pump(client, server));
        Thread.ofPlatform().daemon().start(() -> pump(server, client));
      } catch (IOException e) {
        // Closed, or one connection failed: the client sees that.
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // The other end is gone: both sockets are closed now.
    }
  }

  @Override
  public void close() {
    try {
      door.close();
      servers.drop(behind);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
