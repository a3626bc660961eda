package dev.mori.node.transport;

import java.net.InetAddress;
import java.time.Duration;

/**
 * How the node listens for PostgreSQL clients.
 *
 * @param bind address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param tls whether clients may encrypt
 * @param maxConnections clients connected at once, start-ups included; one more gets FATAL 53300
 * @param loginTimeout time from accepting a connection to its authentication
 * @param maxMessageOctets longest message a client may send, its length field included
 * @param drainTimeout how long {@link PostgresServer#stop} waits for transactions to end
 */
public record ServerSettings(
    InetAddress bind,
    int port,
    ServerTls tls,
    int maxConnections,
    Duration loginTimeout,
    int maxMessageOctets,
    Duration drainTimeout) {
  /** PostgreSQL's own limit on a message: 1 GiB - 1. */
  public static final int LARGEST_MESSAGE = 0x3fff_ffff;

  /** Listens with the defaults: 1000 connections, 60 s to log in, 10 s to drain. */
  public static ServerSettings of(InetAddress bind, int port, ServerTls tls) {
    return new ServerSettings(
        bind, port, tls, 1000, Duration.ofSeconds(60), LARGEST_MESSAGE, Duration.ofSeconds(10));
  }

  /** The same with another limit on connections. */
  public ServerSettings withMaxConnections(int limit) {
    return new ServerSettings(bind, port, tls, limit, loginTimeout, maxMessageOctets, drainTimeout);
  }

  /** The same with another time to log in. */
  public ServerSettings withLoginTimeout(Duration timeout) {
    return new ServerSettings(
        bind, port, tls, maxConnections, timeout, maxMessageOctets, drainTimeout);
  }
}
