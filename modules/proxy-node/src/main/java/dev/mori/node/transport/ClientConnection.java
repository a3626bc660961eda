package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendMessage.BackendKeyData;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * An authenticated client connection, as the acceptor gets it.
 *
 * @param startup what the client asked for; {@code user} is present
 * @param remote the client's address
 * @param tls whether the connection is encrypted
 * @param serverName the host name the client named in its TLS handshake (SNI), if any
 * @param key process id and secret for CancelRequest; the handler sends it to the client
 * @param output the way back to the client
 * @param loop the loop that owns the connection; links for it must be made on the same one
 */
public record ClientConnection(
    StartupMessage startup,
    SocketAddress remote,
    boolean tls,
    Optional<String> serverName,
    BackendKeyData key,
    ClientOutput output,
    LoopCtx loop) {
  /** The user of the StartupMessage. */
  public String user() {
    return Optional.ofNullable(startup.parameters().get("user")).orElseThrow();
  }

  /** The database asked for: by default the one named as the user, as in the server. */
  public String database() {
    String named = startup.parameters().get("database");
    return named == null || named.isEmpty() ? user() : named;
  }
}
