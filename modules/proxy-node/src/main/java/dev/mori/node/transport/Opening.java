package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendEncoder;
import dev.mori.protocol.postgres.BackendMessage.BackendKeyData;
import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authenticated connection on its way to its actor: asks the acceptor for the handler, then
 * hands everything to {@link Connections}. On the connection's loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  private final Admission admission;
  private final LoopCtx loop;
  private final Channel channel;
  private final ChannelPort port;
  private final OutputQueue output;
  private final BackendKeyData key;
  private @Nullable ClientSession session;

  private Opening(Admission admission, LoopCtx loop, Channel channel, ChannelPort port) {
    this.admission = admission;
    this.loop = loop;
    this.channel = channel;
    this.port = port;
    this.output = new OutputQueue(channel, loop);
    this.key = admission.keys().register(() -> loop.execute(this::cancel));
    channel.closeFuture().addListener(closed -> admission.keys().remove(key));
  }

  /** Begins; {@code port} is in the pipeline already and holds what the client sends meanwhile. */
  static void begin(Admission admission, LoopCtx loop, ChannelPort port, StartupMessage startup) {
    new Opening(admission, loop, port.channel(), port).open(startup);
  }

  private void open(StartupMessage startup) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    ClientConnection connection =
        new ClientConnection(
            startup,
            channel.remoteAddress(),
            tls != null,
            tls == null ? Optional.empty() : serverName(tls),
            key,
            output,
            loop);
    handler(connection)
        .whenComplete(
            (handler, thrown) -> {
              if (loop.inLoop()) {
                opened(handler, thrown);
              } else {
                loop.execute(() -> opened(handler, thrown));
              }
            });
  }

  private CompletionStage<FrontendHandler> handler(ClientConnection connection) {
    try {
      return admission.acceptor().open(connection);
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private static Optional<String> serverName(SslHandler tls) {
    if (tls.engine().getSession() instanceof ExtendedSSLSession session) {
      List<SNIServerName> names = session.getRequestedServerNames();
      for (SNIServerName name : names) {
        if (name instanceof SNIHostName host) {
          return Optional.of(host.getAsciiName());
        }
      }
    }
    return Optional.empty();
  }

  private void opened(@Nullable FrontendHandler handler, @Nullable Throwable thrown) {
    if (handler == null) {
      output.close();
      port.detachSource();
      refuse(thrown);
      return;
    }
    ClientSession opened = new ClientSession(port, output, handler, loop);
    session = opened;
    if (port.closed() || admission.ended().isDone()) {
      opened.end();
      channel.close();
    } else {
      admission.connections().tell(new Connections.Opened(opened));
    }
  }

  private void refuse(@Nullable Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    ErrorFields fields;
    if (cause instanceof StartupRefused refused) {
      fields = refused.fields();
    } else {
      LOG.error(
          "connection {} could not be opened because of a bug", channel.remoteAddress(), cause);
      fields = ErrorFields.fatal("XX000", "internal error of the proxy, see its log");
    }
    channel.write(Unpooled.wrappedBuffer(BackendEncoder.encode(new ErrorResponse(fields))));
    Farewell.closeAfterFlush(channel);
  }

  private void cancel() {
    if (session != null) {
      session.cancel();
    }
  }
}
