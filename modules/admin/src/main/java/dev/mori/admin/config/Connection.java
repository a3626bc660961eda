package dev.mori.admin.config;

import java.util.Map;

/**
 * One prod database as the node connects to it; everything resolved and checked.
 *
 * @param name the connection's name
 * @param host name or address
 * @param port TCP port
 * @param database its name
 * @param user role to log in as
 * @param password empty when none is needed
 * @param sslMode libpq's name of the mode
 * @param extra further settings; those that begin with {@code ssl} are TLS files
 */
public record Connection(
    String name,
    String host,
    int port,
    String database,
    String user,
    Secret password,
    String sslMode,
    Map<String, String> extra) {

  /** The map is copied. */
  public Connection {
    extra = Map.copyOf(extra);
  }

  /** {@code user@host:port/database}, for people. */
  public String address() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
