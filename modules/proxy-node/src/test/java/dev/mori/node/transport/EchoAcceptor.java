package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendMessage.CommandComplete;
import dev.mori.protocol.postgres.BackendMessage.NoticeResponse;
import dev.mori.protocol.postgres.BackendMessage.ReadyForQuery;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.FrontendMessage.Query;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.TransactionStatus;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Answers every Query with its text as the command tag; "wait" only after a second, "throw" by
 * throwing, "fail" by a failed stage, "begin" with an open transaction. Remembers what happened.
 */
class EchoAcceptor implements ClientAcceptor {
  final Queue<String> events = new ConcurrentLinkedQueue<>();

  @Override
  public AuthDecision authenticate(StartupMessage message, SocketAddress remote, boolean tls) {
    return new AuthDecision.Trust();
  }

  @Override
  public CompletionStage<FrontendHandler> open(ClientConnection connection) {
    if (connection.database().equals("missing")) {
      return CompletableFuture.failedFuture(
          new StartupRefused(ErrorFields.fatal("3D000", "database \"missing\" does not exist")));
    }
    if (connection.database().equals("slow")) {
      return CompletableFuture.supplyAsync(
          () -> {
            events.add("opened");
            return new Echo(connection);
          },
          CompletableFuture.delayedExecutor(
              500, java.util.concurrent.TimeUnit.MILLISECONDS, connection.loop()));
    }
    connection.output().send(connection.key());
    connection.output().send(new ReadyForQuery(TransactionStatus.IDLE));
    return CompletableFuture.completedFuture(new Echo(connection));
  }

  private final class Echo implements FrontendHandler {
    private final ClientConnection connection;

    Echo(ClientConnection connection) {
      this.connection = connection;
    }

    @Override
    public CompletionStage<Void> handle(FrontendMessage message) {
      if (!(message instanceof Query query)) {
        events.add("ignored " + message.getClass().getSimpleName());
        return CompletableFuture.completedFuture(null);
      }
      String text = query.query();
      events.add(text);
      return switch (text) {
        case "throw" -> throw new IllegalStateException("thrown on purpose");
        case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        case "wait" ->
            CompletableFuture.runAsync(
                () -> answer(text),
                CompletableFuture.delayedExecutor(
                    500, java.util.concurrent.TimeUnit.MILLISECONDS, connection.loop()));
        default -> {
          answer(text);
          yield CompletableFuture.completedFuture(null);
        }
      };
    }

    private void answer(String text) {
      connection.output().send(new CommandComplete(text));
      connection
          .output()
          .send(
              new ReadyForQuery(
                  text.equals("begin")
                      ? TransactionStatus.IN_TRANSACTION
                      : TransactionStatus.IDLE));
    }

    @Override
    public void disconnected() {
      events.add("disconnected");
    }

    @Override
    public void cancelRequested() {
      events.add("cancel");
      connection
          .output()
          .send(
              new NoticeResponse(
                  ErrorFields.of(ErrorFields.Severity.NOTICE, "00000", "cancel arrived")));
    }
  }
}
