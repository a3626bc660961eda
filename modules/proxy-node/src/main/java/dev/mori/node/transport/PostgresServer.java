package dev.mori.node.transport;

import dev.mori.protocol.postgres.Limits;
import dev.mori.protocol.postgres.Octets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/**
 * Listens for PostgreSQL clients. A connection is dealt to an event loop and stays there: {@code
 * StartupHandler} speaks with it until it is authenticated and opened, then a {@code
 * ConnectionActor} runs its stream.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures close the channel, and that is seen
public final class PostgresServer {
  private static final AtomicLong STARTED = new AtomicLong();

  private final ServerSettings settings;
  private final ActorRef<Connections.Command> connections;
  private final CompletableFuture<Void> ended;
  private final Channel listening;
  private final AtomicInteger live;
  private final CancelKeys keys;

  private PostgresServer(Admission admission, Channel listening) {
    this.keys = admission.keys();
    this.settings = admission.settings();
    this.connections = admission.connections();
    this.live = admission.live();
    this.ended = admission.ended();
    this.listening = listening;
  }

  /**
   * Binds and accepts. Reads or makes the certificate first, which blocks: not on a loop.
   *
   * @return the running server; fails with {@link IOException} when the address cannot be bound
   * @throws IllegalArgumentException when the certificate cannot be used
   */
  public static CompletionStage<PostgresServer> start(
      ServerSettings settings, ClientAcceptor acceptor, ActorSystem<?> system, EventLoops loops) {
    Limits limits = Limits.CLIENT.withMaxMessageBytes(settings.maxMessageOctets());
    Optional<TlsCertificates.Identity> tls = TlsCertificates.load(settings.tls());
    CompletableFuture<Void> ended = new CompletableFuture<>();
    ActorRef<Connections.Command> connections =
        system.systemActorOf(
            Connections.create(limits, ended),
            "mori-postgres-" + STARTED.incrementAndGet(),
            Props.empty());
    Admission admission =
        new Admission(
            settings,
            acceptor,
            limits,
            tls,
            new CancelKeys(),
            new AtomicInteger(),
            connections,
            ended);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.sockets().serverChannel())
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new StartupHandler(admission, loops.of(channel.eventLoop())));
                  }
                });
    CompletableFuture<PostgresServer> started = new CompletableFuture<>();
    bootstrap
        .bind(new InetSocketAddress(settings.bind(), settings.port()))
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                started.complete(new PostgresServer(admission, bound.channel()));
              } else {
                connections.tell(new Connections.StopAll());
                started.completeExceptionally(cannotBind(settings, bound.cause()));
              }
            });
    return started;
  }

  private static IOException cannotBind(ServerSettings settings, Throwable cause) {
    return new IOException(
        "cannot listen on "
            + settings.bind().getHostAddress()
            + ":"
            + settings.port()
            + ": "
            + cause.getMessage(),
        cause);
  }

  /** The port that is listened on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Another node was sent this request to cancel, and has no such connection. */
  public void cancel(int processId, Octets secret) {
    keys.cancel(processId, secret);
  }

  /** Clients connected now, start-ups included. */
  public int connectionCount() {
    return live.get();
  }

  /**
   * Stops: accepts nothing more, ends idle connections at once with FATAL 57P01 and the others when
   * their transaction ends, at the latest after the drain timeout. Done when all connection actors
   * have ended.
   */
  public CompletionStage<Void> stop() {
    listening
        .close()
        .addListener(
            closed -> {
              connections.tell(new Connections.DrainAll());
              var force =
                  listening
                      .eventLoop()
                      .schedule(
                          () -> connections.tell(new Connections.StopAll()),
                          settings.drainTimeout().toMillis(),
                          TimeUnit.MILLISECONDS);
              ended.thenRun(() -> force.cancel(false));
            });
    return ended;
  }
}
