package dev.mori.node.link;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A PostgreSQL server, database and role to connect to.
 *
 * @param host name or address; a Unix socket directory (starting with '/') is refused when
 *     connecting
 * @param port 1 to 65535
 * @param rootCertificate PEM file with the roots to trust; without one the JVM's trust store is
 *     used by verify-ca and verify-full
 * @param connectTimeout for each step of an attempt: TCP connection, TLS negotiation, log-in
 */
public record Endpoint(
    String host,
    int port,
    String user,
    Secret password,
    String database,
    SslMode sslMode,
    Optional<Path> rootCertificate,
    Duration connectTimeout) {
  /** Time allowed for one connection attempt unless configured: 10 s. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** A plain endpoint: sslmode prefer, no root certificate, default timeout. */
  public static Endpoint of(String host, int port, String user, Secret password, String database) {
    return new Endpoint(
        host,
        port,
        user,
        password,
        database,
        SslMode.PREFER,
        Optional.empty(),
        DEFAULT_CONNECT_TIMEOUT);
  }

  /** The same server and role, another database. */
  public Endpoint withDatabase(String name) {
    return new Endpoint(host, port, user, password, name, sslMode, rootCertificate, connectTimeout);
  }

  /** The same with another TLS mode and root certificate. */
  public Endpoint withSsl(SslMode mode, Optional<Path> root) {
    return new Endpoint(host, port, user, password, database, mode, root, connectTimeout);
  }

  /** host:port/database as user, for messages; no secret. */
  public String describe() {
    return host + ":" + port + "/" + database + " as " + user;
  }
}
