package dev.mori.node.transport;

import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.Octets;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * Decides who may connect and what answers them. Methods are called on the connection's event loop
 * and must not block.
 */
public interface ClientAcceptor {
  /**
   * Says how this client has to prove who it is. For unknown users return a mock SCRAM decision, so
   * that they cannot be told from known ones.
   *
   * @param tls whether the connection is encrypted
   */
  AuthDecision authenticate(StartupMessage message, SocketAddress remote, boolean tls);

  /**
   * Makes the handler of an authenticated connection. AuthenticationOk has been sent; the handler
   * itself sends ParameterStatus, {@link ClientConnection#key} and ReadyForQuery through {@link
   * ClientConnection#output}, now or before its stage completes. A stage failed with {@link
   * StartupRefused} becomes that ErrorResponse; any other failure becomes FATAL XX000.
   */
  CompletionStage<FrontendHandler> open(ClientConnection connection);

  /**
   * A request to cancel names no connection of this server; another node of the cluster may have
   * it.
   */
  default void cancelElsewhere(int processId, Octets secret) {}
}
