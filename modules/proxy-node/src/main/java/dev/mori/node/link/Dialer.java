package dev.mori.node.link;

import dev.mori.node.transport.LoopCtx;
import dev.mori.protocol.postgres.FrontendEncoder;
import dev.mori.protocol.postgres.FrontendMessage.SslRequest;
import dev.mori.protocol.postgres.SslAnswer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Makes one TCP connection and, when asked, encrypts it. The channel it gives has no handler but
 * TLS.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class Dialer {
  /**
   * One attempt.
   *
   * @param address resolved address of the endpoint's host
   * @param tls how to encrypt; empty for a plain connection
   */
  record Attempt(Endpoint endpoint, InetAddress address, Optional<SslContext> tls) {
    Attempt plain() {
      return new Attempt(endpoint, address, Optional.empty());
    }

    String describe() {
      return endpoint.host() + ":" + endpoint.port();
    }
  }

  private final Executor handshakes;

  Dialer(Executor handshakes) {
    this.handshakes = handshakes;
  }

  /**
   * Fails with {@link LinkFailure}. Completes on the loop. When the server offers no TLS and the
   * mode allows it, the channel is plain.
   */
  CompletableFuture<Channel> dial(Attempt attempt, LoopCtx loop) {
    CompletableFuture<Channel> dialled = new CompletableFuture<>();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(loop.sockets().clientChannel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(attempt.endpoint().connectTimeout().toMillis()))
            .handler(new ChannelInboundHandlerAdapter());
    bootstrap
        .connect(new InetSocketAddress(attempt.address(), attempt.endpoint().port()))
        .addListener(
            (io.netty.channel.ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                dialled.completeExceptionally(unreachable(attempt, connected.cause()));
              } else if (attempt.tls().isPresent()) {
                negotiate(attempt, attempt.tls().get(), connected.channel(), dialled);
              } else {
                dialled.complete(connected.channel());
              }
            });
    return dialled;
  }

  private void negotiate(
      Attempt attempt, SslContext tls, Channel channel, CompletableFuture<Channel> dialled) {
    channel.pipeline().addLast(new Negotiation(attempt, tls, dialled));
    channel.writeAndFlush(Unpooled.wrappedBuffer(FrontendEncoder.encode(new SslRequest())));
  }

  private static LinkFailure unreachable(Attempt attempt, Throwable cause) {
    String server = attempt.describe();
    String text = String.valueOf(cause.getMessage());
    if (cause instanceof SocketTimeoutException
        || cause instanceof io.netty.channel.ConnectTimeoutException) {
      return new LinkFailure(
          LinkFailure.Reason.TIMEOUT, "no answer from " + server + " within the connect timeout");
    }
    if (cause instanceof ConnectException && text.contains("refused")) {
      return new LinkFailure(
          LinkFailure.Reason.REFUSED, "nothing accepts connections at " + server);
    }
    return new LinkFailure(LinkFailure.Reason.UNREACHABLE, server + " cannot be reached: " + text);
  }

  /**
   * Waits for the one octet that answers SSLRequest, then for the handshake (PostgreSQL 17,
   * 53.2.11).
   */
  private final class Negotiation extends ChannelInboundHandlerAdapter {
    private final Attempt attempt;
    private final SslContext tls;
    private final CompletableFuture<Channel> dialled;

    Negotiation(Attempt attempt, SslContext tls, CompletableFuture<Channel> dialled) {
      this.attempt = attempt;
      this.tls = tls;
      this.dialled = dialled;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      var timer =
          context
              .executor()
              .schedule(
                  () ->
                      fail(
                          context,
                          LinkFailure.Reason.TIMEOUT,
                          "did not finish the TLS negotiation within the connect timeout"),
                  attempt.endpoint().connectTimeout().toMillis(),
                  TimeUnit.MILLISECONDS);
      dialled.whenComplete((channel, thrown) -> timer.cancel(false));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf answer = (ByteBuf) message;
      try {
        byte code = answer.readByte();
        if (answer.isReadable()) { // CVE-2021-23222: clear text must not be taken for encrypted
          fail(
              context,
              LinkFailure.Reason.PROTOCOL,
              "sent clear text after its answer to SSLRequest");
        } else if (code == SslAnswer.ACCEPTED.code()) {
          shakeHands(context);
        } else if (code == SslAnswer.REFUSED.code()) {
          refused(context);
        } else {
          fail(context, LinkFailure.Reason.PROTOCOL, "does not answer as a PostgreSQL server");
        }
      } finally {
        answer.release();
      }
    }

    private void refused(ChannelHandlerContext context) {
      if (attempt.endpoint().sslMode() == SslMode.PREFER) {
        context.pipeline().remove(this);
        dialled.complete(context.channel());
      } else {
        fail(
            context,
            LinkFailure.Reason.TLS,
            "does not support TLS, which sslmode "
                + attempt.endpoint().sslMode().libpqName()
                + " requires");
      }
    }

    private void shakeHands(ChannelHandlerContext context) {
      SslHandler handler =
          tls.newHandler(
              context.alloc(), attempt.endpoint().host(), attempt.endpoint().port(), handshakes);
      handler.setHandshakeTimeoutMillis(attempt.endpoint().connectTimeout().toMillis());
      context.pipeline().addFirst(handler);
      handler
          .handshakeFuture()
          .addListener(
              shaken -> {
                if (shaken.isSuccess()) {
                  context.pipeline().remove(this);
                  dialled.complete(context.channel());
                } else {
                  fail(
                      context,
                      LinkFailure.Reason.TLS,
                      "TLS handshake failed: " + why(shaken.cause()));
                }
              });
    }

    private static String why(Throwable thrown) {
      Throwable cause = thrown;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return String.valueOf(cause.getMessage());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail(context, LinkFailure.Reason.PROTOCOL, "hung up during the TLS negotiation");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(context, LinkFailure.Reason.TLS, "TLS negotiation failed: " + why(cause));
    }

    private void fail(ChannelHandlerContext context, LinkFailure.Reason reason, String what) {
      if (dialled.completeExceptionally(new LinkFailure(reason, attempt.describe() + " " + what))) {
        context.close();
      }
    }
  }
}
