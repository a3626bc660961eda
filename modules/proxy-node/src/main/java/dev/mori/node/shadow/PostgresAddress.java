package dev.mori.node.shadow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/**
 * Where a PostgreSQL database is and how to log in. Printing it never shows the password.
 *
 * @param host name or address
 * @param port TCP port
 * @param database name of the database
 * @param user role to log in as
 * @param password empty when none is needed
 * @param tls libpq's names: {@code sslmode}, {@code sslrootcert}, {@code sslcert}, {@code sslkey}
 */
public record PostgresAddress(
    String host, int port, String database, String user, String password, Map<String, String> tls) {

  /** The map is copied. */
  public PostgresAddress {
    tls = Map.copyOf(tls);
  }

  /** Without TLS settings. */
  public PostgresAddress(String host, int port, String database, String user, String password) {
    this(host, port, database, user, password, Map.of());
  }

  /** Another database of the same server. */
  public PostgresAddress withDatabase(String name) {
    return new PostgresAddress(host, port, name, user, password, tls);
  }

  /** The same database as another role. */
  public PostgresAddress withUser(String name, String secret) {
    return new PostgresAddress(host, port, database, name, secret, tls);
  }

  /** The driver's URL, without user, password and settings. */
  private String url() {
    return "jdbc:postgresql://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  /** The driver's URL with the TLS settings; without user and password. */
  public String urlWithTls() {
    StringBuilder settings = new StringBuilder();
    tls.forEach(
        (name, value) ->
            settings
                .append(settings.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return url() + settings;
  }

  /** Opens a JDBC connection with further driver properties. */
  public Connection connect(Map<String, String> more) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "mori");
    properties.setProperty("assumeMinServerVersion", "9.4");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    tls.forEach(properties::setProperty);
    more.forEach(properties::setProperty);
    return DriverManager.getConnection(url(), properties);
  }

  /** Opens a JDBC connection. */
  public Connection connect() throws SQLException {
    return connect(Map.of());
  }

  /**
   * Opens a JDBC connection whose transactions are read-only by the server's own means, and whose
   * statements end or fail within 90 s, also when the server has vanished.
   */
  public Connection readOnly() throws SQLException {
    return connect(
        Map.of(
            "options",
            "-c default_transaction_read_only=on -c statement_timeout=60s -c lock_timeout=10s",
            // A server that is there has answered by then: what the network swallowed is given up.
            "socketTimeout",
            "90"));
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
