package dev.mori.node.link;

import dev.mori.node.transport.AuthDecision;
import dev.mori.node.transport.ClientAcceptor;
import dev.mori.node.transport.ClientConnection;
import dev.mori.node.transport.ClientOutput;
import dev.mori.node.transport.FrontendHandler;
import dev.mori.node.transport.StartupRefused;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.CopyInResponse;
import dev.mori.protocol.postgres.BackendMessage.ParameterStatus;
import dev.mori.protocol.postgres.BackendMessage.ReadyForQuery;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.FrontendMessage.CopyData;
import dev.mori.protocol.postgres.FrontendMessage.CopyDone;
import dev.mori.protocol.postgres.FrontendMessage.CopyFail;
import dev.mori.protocol.postgres.FrontendMessage.Flush;
import dev.mori.protocol.postgres.FrontendMessage.FunctionCall;
import dev.mori.protocol.postgres.FrontendMessage.Query;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.FrontendMessage.Sync;
import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Passes everything between a client and a link of its own: what client side and link can do
 * together.
 */
final class RelayAcceptor implements ClientAcceptor {
  private final LinkConnector connector;
  private final Endpoint endpoint;
  private final AuthDecision decision;

  RelayAcceptor(LinkConnector connector, Endpoint endpoint, AuthDecision decision) {
    this.connector = connector;
    this.endpoint = endpoint;
    this.decision = decision;
  }

  @Override
  public AuthDecision authenticate(StartupMessage message, SocketAddress remote, boolean tls) {
    return decision;
  }

  @Override
  public CompletionStage<FrontendHandler> open(ClientConnection client) {
    return connector
        .connect(endpoint.withDatabase(client.database()), Map.of(), client.loop())
        .handle(
            (link, thrown) -> {
              if (thrown != null) {
                throw refusal(thrown);
              }
              Relay relay = new Relay(link, client.output());
              relay.greet(client);
              return relay;
            });
  }

  private static StartupRefused refusal(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof LinkFailure failure
        ? new StartupRefused(
            failure.serverError().orElse(ErrorFields.fatal("08001", failure.sentence())))
        : new StartupRefused(ErrorFields.fatal("XX000", String.valueOf(cause)));
  }

  private static final class Relay implements FrontendHandler, ReplySink {
    private final Link link;
    private final ClientOutput output;
    private final List<FrontendMessage> batch = new ArrayList<>();
    private CompletableFuture<Void> turn = CompletableFuture.completedFuture(null);
    private boolean running;

    Relay(Link link, ClientOutput output) {
      this.link = link;
      this.output = output;
      link.onAsync(output::send);
      link.closed().thenRun(output::closeAfterFlush);
    }

    void greet(ClientConnection client) {
      link.parameters().forEach((name, value) -> output.send(new ParameterStatus(name, value)));
      output.send(client.key());
      output.send(new ReadyForQuery(link.status()));
    }

    @Override
    public CompletionStage<Void> handle(FrontendMessage message) {
      return switch (message) {
        case Query query -> exchange(List.of(query));
        case FunctionCall call -> exchange(List.of(call));
        case Sync sync when running -> {
          link.continueWith(sync);
          turn = new CompletableFuture<>();
          yield turn;
        }
        case Sync sync -> exchange(flushBatch(sync));
        case Flush flush when !running -> {
          exchange(flushBatch(flush));
          yield CompletableFuture.completedFuture(null);
        }
        case CopyData data -> inside(data);
        case CopyDone done -> inside(done);
        case CopyFail fail -> inside(fail);
        default -> {
          if (running) {
            yield inside(message);
          }
          batch.add(message);
          yield CompletableFuture.completedFuture(null);
        }
      };
    }

    private List<FrontendMessage> flushBatch(FrontendMessage last) {
      batch.add(last);
      List<FrontendMessage> all = List.copyOf(batch);
      batch.clear();
      return all;
    }

    private CompletionStage<Void> inside(FrontendMessage message) {
      link.continueWith(message);
      CompletableFuture<Void> room = new CompletableFuture<>();
      link.onWritable(() -> room.complete(null));
      return room;
    }

    private CompletionStage<Void> exchange(List<FrontendMessage> request) {
      CompletableFuture<Void> mine = new CompletableFuture<>();
      turn = mine;
      running = true;
      link.exchange(request, this)
          .whenComplete(
              (status, lost) -> {
                running = false;
                if (lost == null) {
                  output.send(new ReadyForQuery(status));
                }
                turn.complete(null);
              });
      return mine;
    }

    @Override
    public void message(BackendMessage message) {
      output.send(message);
      if (message instanceof CopyInResponse) {
        turn.complete(null);
      }
    }

    @Override
    public void rows(ByteBuf frames) {
      output.rows(frames);
    }

    @Override
    public ClientOutput output() {
      return output;
    }

    @Override
    public void disconnected() {
      link.close();
    }

    @Override
    public void cancelRequested() {
      link.cancel();
    }
  }
}
