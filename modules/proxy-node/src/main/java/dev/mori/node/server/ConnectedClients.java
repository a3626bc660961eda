package dev.mori.node.server;

import dev.mori.node.transport.ClientConnection;
import dev.mori.node.transport.FrontendHandler;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.ProtocolViolation;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Who is connected to this node now, for people. Safe for use by any thread. */
public final class ConnectedClients {
  private final Map<Integer, Client> clients = new ConcurrentHashMap<>();
  private final Clock clock;

  ConnectedClients(Clock clock) {
    this.clock = clock;
  }

  /**
   * A client that was let in.
   *
   * @param processId as the client knows it
   * @param session where it works
   * @param user the role it named
   * @param application the name it gave itself at start-up; may be empty
   * @param remote address and port
   * @param encrypted whether it speaks TLS
   * @param since when it was let in
   */
  public record Client(
      int processId,
      String session,
      String user,
      String application,
      String remote,
      boolean encrypted,
      Instant since) {}

  /** Clients ordered by process id. */
  public List<Client> list() {
    return clients.values().stream().sorted(Comparator.comparingInt(Client::processId)).toList();
  }

  /** The handler, with the client known until it is gone. */
  FrontendHandler known(ClientConnection connection, String session, FrontendHandler handler) {
    int processId = connection.key().processId();
    clients.put(
        processId,
        new Client(
            processId,
            session,
            connection.user(),
            connection.startup().parameters().getOrDefault("application_name", ""),
            text(connection.remote()),
            connection.tls(),
            clock.instant()));
    return new Known(handler, () -> clients.remove(processId));
  }

  private static String text(SocketAddress remote) {
    return remote instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress() + ":" + address.getPort()
        : String.valueOf(remote);
  }

  /** Does what the handler does, and says when the client is gone. */
  private record Known(FrontendHandler handler, Runnable gone) implements FrontendHandler {
    @Override
    public CompletionStage<Void> handle(FrontendMessage message) {
      return handler.handle(message);
    }

    @Override
    public CompletionStage<Void> malformed(byte type, ProtocolViolation violation) {
      return handler.malformed(type, violation);
    }

    @Override
    public void disconnected() {
      gone.run();
      handler.disconnected();
    }

    @Override
    public void cancelRequested() {
      handler.cancelRequested();
    }
  }
}
