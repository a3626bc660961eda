package dev.mori.conformance.wire;

/**
 * Where a client connects to and as whom.
 *
 * @param host name or address
 * @param port TCP port
 * @param user role
 * @param password its password; empty where the server trusts loopback
 * @param database database name, with mori's session suffix where one is wanted
 */
public record Endpoint(String host, int port, String user, String password, String database) {
  /** The same server and role, another database. */
  public Endpoint withDatabase(String other) {
    return new Endpoint(host, port, user, password, other);
  }

  /** The same server and database, another role with the same password. */
  public Endpoint withUser(String other) {
    return new Endpoint(host, port, other, password, database);
  }

  /** For pgjdbc. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
