package dev.mori.node.server;

import dev.mori.node.prod.ProdGate;
import dev.mori.node.session.ClientOpening;
import dev.mori.node.session.NodeSessions;
import dev.mori.node.session.SessionChoice;
import dev.mori.node.transport.AuthDecision;
import dev.mori.node.transport.ClientAcceptor;
import dev.mori.node.transport.ClientConnection;
import dev.mori.node.transport.FrontendHandler;
import dev.mori.node.transport.StartupRefused;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.Octets;
import dev.mori.protocol.postgres.ScramSecret;
import dev.mori.state.CancelRequests;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who may connect, and to which session. From loopback everybody is let in, as the user of prod;
 * from elsewhere the user and password are those of the connection, checked by SCRAM-SHA-256.
 */
final class NodeAcceptor implements ClientAcceptor {
  private final NodeSettings settings;
  private final NodeSessions sessions;
  private final ProdGate prod;
  private final CancelRequests cancels;
  private final ConnectedClients clients = new ConnectedClients(Clock.systemUTC());
  private final ScramSecret secret;
  private final Octets mockKey;

  NodeAcceptor(
      NodeSettings settings, NodeSessions sessions, ProdGate prod, CancelRequests cancels) {
    this.cancels = cancels;
    this.settings = settings;
    this.sessions = sessions;
    this.prod = prod;
    SecureRandom random = new SecureRandom();
    this.secret =
        ScramSecret.derive(
            Octets.ofUtf8(settings.prod().password()),
            bytes(random, 16),
            ScramSecret.DEFAULT_ITERATIONS);
    this.mockKey = bytes(random, 32);
  }

  @Override
  public AuthDecision authenticate(StartupMessage message, SocketAddress remote, boolean tls) {
    if (remote instanceof InetSocketAddress address && address.getAddress().isLoopbackAddress()) {
      return new AuthDecision.Trust();
    }
    String user = SessionChoice.bareUser(message.parameters().getOrDefault("user", ""));
    boolean known = user.equals(settings.prod().user()) && !settings.prod().password().isEmpty();
    return new AuthDecision.Scram(
        known ? secret : ScramSecret.mock(user, mockKey, ScramSecret.DEFAULT_ITERATIONS));
  }

  @Override
  public CompletionStage<FrontendHandler> open(ClientConnection connection) {
    SessionChoice choice = SessionChoice.of(connection, settings.sessions().byDefault());
    if (!choice.database().equals(settings.prod().database())
        && !choice.database().equals(settings.connection())) {
      return refused("3D000", "database \"" + connection.database() + "\" does not exist");
    }
    return sessions
        .forClient(choice.session())
        .thenComposeAsync(
            session ->
                session.isPresent()
                    ? ClientOpening.open(connection, session.get(), prod)
                    : refused("3D000", "database \"" + connection.database() + "\" does not exist"),
            connection.loop())
        .thenApply(handler -> clients.known(connection, choice.session(), handler));
  }

  /** Who is connected now. */
  ConnectedClients clients() {
    return clients;
  }

  @Override
  public void cancelElsewhere(int processId, Octets key) {
    cancels.publish(processId, HexFormat.of().formatHex(key.toByteArray()));
  }

  private static CompletionStage<FrontendHandler> refused(String sqlState, String message) {
    return CompletableFuture.failedStage(new StartupRefused(ErrorFields.fatal(sqlState, message)));
  }

  private static Octets bytes(SecureRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Octets.of(bytes);
  }
}
