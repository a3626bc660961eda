package dev.mori.node.link;

import dev.mori.node.transport.FrameReader;
import dev.mori.node.transport.LoopCtx;
import dev.mori.protocol.postgres.BackendDecoder;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.Authentication;
import dev.mori.protocol.postgres.BackendMessage.BackendKeyData;
import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.BackendMessage.NegotiateProtocolVersion;
import dev.mori.protocol.postgres.BackendMessage.NoticeResponse;
import dev.mori.protocol.postgres.BackendMessage.ParameterStatus;
import dev.mori.protocol.postgres.BackendMessage.ReadyForQuery;
import dev.mori.protocol.postgres.Decoded;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrontendEncoder;
import dev.mori.protocol.postgres.FrontendMessage;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.Limits;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs in on a fresh channel: StartupMessage, authentication, parameters, key, first ReadyForQuery
 * (PostgreSQL 17, 53.2.1). Then the {@link ServerLink} takes over.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class LinkStartup extends ChannelInboundHandlerAdapter {
  private static final int HEADER = 5;

  /** What makes the cancel action for a link whose key is known. */
  interface Cancellers extends Function<BackendKeyData, Supplier<CompletionStage<Void>>> {}

  private final Channel channel;
  private final LoopCtx loop;
  private final String server;
  private final Authenticator authenticator;
  private final Cancellers cancellers;
  private final CompletableFuture<Link> done = new CompletableFuture<>();
  private final FrameReader reader;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private @Nullable BackendKeyData key;
  private @Nullable ScheduledFuture<?> timer;

  private LinkStartup(Channel channel, LoopCtx loop, Endpoint endpoint, Cancellers cancellers) {
    this.channel = channel;
    this.loop = loop;
    this.server = endpoint.describe();
    this.authenticator = new Authenticator(endpoint, channel);
    this.cancellers = cancellers;
    this.reader =
        new FrameReader(
            channel.alloc(), (type, length) -> Limits.SERVER.checkBackendLength(length));
  }

  /**
   * Starts on a channel that is connected and, if wanted, encrypted. Fails with {@link
   * LinkFailure}; then the channel is closed.
   */
  static CompletableFuture<Link> begin(
      Channel channel,
      LoopCtx loop,
      Endpoint endpoint,
      Map<String, String> parameters,
      Cancellers cancellers) {
    LinkStartup startup = new LinkStartup(channel, loop, endpoint, cancellers);
    if (!channel.isActive()) {
      startup.fail(LinkFailure.Reason.PROTOCOL, "hung up during start-up");
      return startup.done;
    }
    Map<String, String> all = new LinkedHashMap<>();
    all.put("user", endpoint.user());
    all.put("database", endpoint.database());
    all.putAll(parameters);
    channel.pipeline().addLast(startup);
    startup.send(new StartupMessage(3, 0, all));
    startup.timer =
        channel
            .eventLoop()
            .schedule(
                () ->
                    startup.fail(
                        LinkFailure.Reason.TIMEOUT,
                        "did not finish the log-in within the connect timeout"),
                endpoint.connectTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    return startup.done;
  }

  private void send(FrontendMessage message) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(FrontendEncoder.encode(message)));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (done.isDone()) {
      ReferenceCountUtil.release(message);
      return;
    }
    reader.feed((ByteBuf) message);
    while (!done.isDone()) {
      switch (reader.next()) {
        case FRAME -> frame();
        case MORE -> {
          return;
        }
        case BROKEN -> fail(LinkFailure.Reason.PROTOCOL, "does not answer as a PostgreSQL server");
      }
    }
  }

  private void frame() {
    int body = reader.start() + HEADER;
    switch (BackendDecoder.decode(
        reader.type(), reader.buffer().nioBuffer(body, reader.end() - body))) {
      case Decoded.Message<BackendMessage>(BackendMessage message) -> message(message);
      case Decoded.Malformed<BackendMessage>(var violation) ->
          fail(LinkFailure.Reason.PROTOCOL, "sent a malformed message: " + violation.sentence());
    }
  }

  private void message(BackendMessage message) {
    switch (message) {
      case Authentication request -> authenticate(request);
      case ParameterStatus status -> parameters.put(status.name(), status.value());
      case BackendKeyData given -> key = given;
      case ErrorResponse error -> refused(error.fields());
      case ReadyForQuery ready -> ready(ready.status());
      case NoticeResponse notice -> {} // a greeting; nobody is there yet to see it
      case NegotiateProtocolVersion negotiate -> {} // we ask for 3.0, which every server has
      default -> fail(LinkFailure.Reason.PROTOCOL, "sent an unexpected message during start-up");
    }
  }

  private void authenticate(Authentication request) {
    authenticator
        .answer(request)
        .handle(
            (answer, thrown) -> {
              Runnable next =
                  thrown == null ? () -> answer.ifPresent(this::send) : () -> unanswered(thrown);
              onLoop(next);
              return next;
            });
  }

  private void onLoop(Runnable action) {
    if (loop.inLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }

  private void unanswered(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof LinkFailure failure) {
      fail(failure);
    } else {
      fail(LinkFailure.Reason.PROTOCOL, "could not be answered: " + cause);
    }
  }

  private void refused(ErrorFields fields) {
    boolean credentials = fields.sqlState().startsWith("28");
    fail(
        new LinkFailure(
            credentials ? LinkFailure.Reason.AUTHENTICATION : LinkFailure.Reason.REJECTED,
            server + " was refused: " + fields.message() + " (SQLSTATE " + fields.sqlState() + ")",
            Optional.of(fields)));
  }

  private void ready(TransactionStatus status) {
    BackendKeyData given = key;
    Supplier<CompletionStage<Void>> canceller =
        given == null ? () -> CompletableFuture.completedFuture(null) : cancellers.apply(given);
    ServerLink link =
        new ServerLink(
            channel, loop, reader, new ServerLink.Greeting(parameters, status, server), canceller);
    stopTimer();
    channel.pipeline().addLast(link);
    channel.pipeline().remove(this);
    done.complete(link);
    link.begin();
  }

  private void fail(LinkFailure.Reason reason, String what) {
    fail(new LinkFailure(reason, server + " " + what));
  }

  private void fail(LinkFailure failure) {
    stopTimer();
    if (done.completeExceptionally(failure)) {
      channel.close();
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    reader.close();
    fail(LinkFailure.Reason.PROTOCOL, "hung up during start-up");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(LinkFailure.Reason.PROTOCOL, "start-up failed: " + cause.getMessage());
  }
}
