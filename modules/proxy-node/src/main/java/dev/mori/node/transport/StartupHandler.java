package dev.mori.node.transport;

import dev.mori.protocol.postgres.BackendEncoder;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.AuthenticationOk;
import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.BackendMessage.NegotiateProtocolVersion;
import dev.mori.protocol.postgres.ChannelBinding;
import dev.mori.protocol.postgres.Decoded;
import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.FrameHeader;
import dev.mori.protocol.postgres.FrontendDecoder;
import dev.mori.protocol.postgres.FrontendMessage.AuthenticationResponse;
import dev.mori.protocol.postgres.FrontendMessage.CancelRequest;
import dev.mori.protocol.postgres.FrontendMessage.GssEncRequest;
import dev.mori.protocol.postgres.FrontendMessage.SslRequest;
import dev.mori.protocol.postgres.FrontendMessage.StartupMessage;
import dev.mori.protocol.postgres.FrontendMessage.StartupPacket;
import dev.mori.protocol.postgres.FrontendMessage.Typed;
import dev.mori.protocol.postgres.Octets;
import dev.mori.protocol.postgres.ProtocolViolation;
import dev.mori.protocol.postgres.ScramSecret;
import dev.mori.protocol.postgres.SslAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's first words: encryption, CancelRequest or StartupMessage, authentication (PostgreSQL
 * 17, 53.2.1, 53.2.8 to 53.2.10). Then {@link Opening} takes over.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
final class StartupHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(StartupHandler.class);

  private enum Phase {
    /** SSLRequest, GSSENCRequest, CancelRequest or StartupMessage may come. */
    PACKET,
    /** A SASL message must come. */
    SASL,
    /** Nothing of the client's is looked at: it waits for us, or we have said goodbye. */
    OVER
  }

  private final Admission admission;
  private final LoopCtx loop;
  private final FrontendDecoder decoder;
  private Phase phase = Phase.PACKET;
  private boolean encrypted;
  private @Nullable ByteBuf received;
  private @Nullable StartupMessage startup;
  private @Nullable ScramLogin scram;
  private @Nullable ScheduledFuture<?> timer;

  StartupHandler(Admission admission, LoopCtx loop) {
    this.admission = admission;
    this.loop = loop;
    this.decoder = new FrontendDecoder(admission.limits());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    timer =
        context
            .executor()
            .schedule(
                () ->
                    refuse(
                        context,
                        ErrorFields.fatal("57014", "canceling authentication due to timeout")),
                admission.settings().loginTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    admission.live().incrementAndGet();
    context.channel().closeFuture().addListener(closed -> admission.live().decrementAndGet());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf chunk = (ByteBuf) message;
    if (phase == Phase.OVER) {
      chunk.release();
      return;
    }
    if (received == null) {
      received = chunk;
    } else { // short: lengths are checked as soon as they are there
      ByteBuf joined = context.alloc().buffer(received.readableBytes() + chunk.readableBytes());
      joined.writeBytes(received).writeBytes(chunk);
      dropReceived();
      chunk.release();
      received = joined;
    }
    while (next(context)) {
      // one packet each time
    }
  }

  /**
   * Takes one packet from what was received; false when there is none, or nothing more is to be
   * taken.
   */
  private boolean next(ChannelHandlerContext context) {
    ByteBuf buffer = received;
    if (buffer == null || phase == Phase.OVER) {
      return false;
    }
    ByteBuffer bytes = buffer.nioBuffer();
    FrameHeader header =
        phase == Phase.PACKET
            ? FrameHeader.scanStartup(bytes, admission.limits())
            : FrameHeader.scanFrontend(bytes, admission.limits());
    switch (header) {
      case FrameHeader.NeedMore() -> {
        return false;
      }
      case FrameHeader.Bad(ProtocolViolation violation) -> {
        refuse(context, violation);
        return false;
      }
      case FrameHeader.Frame frame -> {
        if (bytes.remaining() < frame.totalLength()) {
          return false;
        }
        ByteBuffer body = copy(bytes.slice(frame.headerBytes(), frame.bodyBytes()));
        buffer.skipBytes(frame.totalLength());
        if (!buffer.isReadable()) {
          dropReceived();
        }
        packet(context, frame.type(), body);
        return true;
      }
    }
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  private void packet(ChannelHandlerContext context, byte type, ByteBuffer body) {
    if (phase == Phase.PACKET) {
      switch (decoder.decodeStartup(body)) {
        case Decoded.Message<StartupPacket>(StartupPacket packet) -> first(context, packet);
        case Decoded.Malformed<StartupPacket>(ProtocolViolation violation) ->
            refuse(context, violation);
      }
      return;
    }
    if (decoder.decode(type, body)
        instanceof Decoded.Message<Typed>(AuthenticationResponse response)) {
      sasl(context, response);
    } else {
      refuse(
          context,
          ProtocolViolation.of("expected SASL response, got message type " + (type & 0xff)));
    }
  }

  // --- before the protocol

  private void first(ChannelHandlerContext context, StartupPacket packet) {
    switch (packet) {
      case SslRequest() -> encrypt(context);
      case GssEncRequest() -> answer(context, SslAnswer.REFUSED);
      case CancelRequest(int processId, Octets secret) -> {
        if (!admission.keys().cancel(processId, secret)) {
          admission.acceptor().cancelElsewhere(processId, secret);
        }
        phase = Phase.OVER;
        context.close();
      }
      case StartupMessage message -> start(context, message);
    }
  }

  private void encrypt(ChannelHandlerContext context) {
    if (encrypted || admission.tls().isEmpty()) {
      answer(context, SslAnswer.REFUSED);
      return;
    }
    if (received != null
        && received.isReadable()) { // CVE-2021-23214: it would be taken for encrypted
      refuse(
          context,
          ErrorFields.fatal("08P01", "received unencrypted data after SSL request")
              .withDetail(
                  "This could be either a client-software bug or evidence of an attempted"
                      + " man-in-the-middle attack."));
      return;
    }
    SslHandler handler =
        admission.tls().get().context().newHandler(context.alloc(), OffLoop.executor());
    encrypted = true;
    answer(context, SslAnswer.ACCEPTED);
    context.pipeline().addFirst(handler);
  }

  private static void answer(ChannelHandlerContext context, SslAnswer answer) {
    context.writeAndFlush(context.alloc().buffer(1).writeByte(answer.code()));
  }

  // --- StartupMessage

  private void start(ChannelHandlerContext context, StartupMessage message) {
    startup = message;
    if (admission.live().get() > admission.settings().maxConnections()) {
      refuse(context, ErrorFields.fatal("53300", "sorry, too many clients already"));
      return;
    }
    List<String> unknown =
        message.parameters().keySet().stream().filter(name -> name.startsWith("_pq_.")).toList();
    if (message.protocolMinor() > 0 || !unknown.isEmpty()) {
      send(context, new NegotiateProtocolVersion(3 << 16, unknown));
    }
    if (message.parameters().getOrDefault("user", "").isEmpty()) {
      refuse(
          context,
          ErrorFields.fatal("28000", "no PostgreSQL user name specified in startup packet"));
      return;
    }
    switch (admission
        .acceptor()
        .authenticate(message, context.channel().remoteAddress(), encrypted)) {
      case AuthDecision.Trust() -> authenticated(context);
      case AuthDecision.Scram(ScramSecret secret) ->
          challenge(context, secret, message.parameters().getOrDefault("user", ""));
      case AuthDecision.Reject(ErrorFields fields) -> refuse(context, fields);
    }
  }

  private void challenge(ChannelHandlerContext context, ScramSecret secret, String user) {
    ChannelBinding binding =
        encrypted
            ? ChannelBinding.of(admission.tls().orElseThrow().certificate())
            : ChannelBinding.UNSUPPORTED;
    ScramLogin login = new ScramLogin(decoder, secret, binding, user);
    scram = login;
    phase = Phase.SASL;
    send(context, login.request());
  }

  private void sasl(ChannelHandlerContext context, AuthenticationResponse response) {
    switch (Objects.requireNonNull(scram).receive(response)) {
      case ScramLogin.Next.Continue(BackendMessage message) -> send(context, message);
      case ScramLogin.Next.Authenticated(BackendMessage message) -> {
        send(context, message);
        authenticated(context);
      }
      case ScramLogin.Next.Refused(ErrorFields fields) -> refuse(context, fields);
    }
  }

  /** The port takes this handler's place and gets what was received and not used. */
  private void authenticated(ChannelHandlerContext context) {
    phase = Phase.OVER;
    stopTimer();
    send(context, new AuthenticationOk());
    Channel channel = context.channel();
    channel.config().setAutoRead(false);
    ChannelPort port = new ChannelPort(channel);
    if (received != null) {
      port.offer(received);
      received = null;
    }
    context.pipeline().replace(this, "port", port);
    Opening.begin(admission, loop, port, Objects.requireNonNull(startup));
  }

  // --- the end

  private static void send(ChannelHandlerContext context, BackendMessage message) {
    context.writeAndFlush(Unpooled.wrappedBuffer(BackendEncoder.encode(message)));
  }

  private void refuse(ChannelHandlerContext context, ProtocolViolation violation) {
    refuse(context, ErrorFields.fatal(violation.sqlState(), violation.sentence()));
  }

  private void refuse(ChannelHandlerContext context, ErrorFields fields) {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.OVER;
    stopTimer();
    send(context, new ErrorResponse(fields));
    Farewell.closeAfterFlush(context.channel());
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void dropReceived() {
    if (received != null) {
      received.release();
      received = null;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stopTimer();
    dropReceived();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      LOG.debug(
          "client {} lost during start-up: {}",
          context.channel().remoteAddress(),
          cause.toString());
    } else {
      LOG.error(
          "client {} closed after a bug during start-up", context.channel().remoteAddress(), cause);
    }
    context.close();
  }
}
