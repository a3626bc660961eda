package dev.mori.node.transport;

import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An actor system with event loops and, when asked for, servers on free loopback ports. */
@SuppressWarnings("try") // close may be interrupted: the test ends then
public final class TestNode implements AutoCloseable {
  private final ActorSystem<Void> system;
  private final EventLoops loops;

  private TestNode(ActorSystem<Void> system, EventLoops loops) {
    this.system = system;
    this.loops = loops;
  }

  /** Starts with so many loops. */
  public static TestNode start(int count, Sockets sockets) {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "wire",
            ConfigFactory.parseString(
                    "pekko { actor.provider = local, log-dead-letters = off, loglevel = WARNING,"
                        + " coordinated-shutdown.exit-jvm = off }")
                .withFallback(ConfigFactory.load()));
    return new TestNode(system, EventLoops.start(count, sockets, system));
  }

  /** The actor system. */
  public ActorSystem<Void> system() {
    return system;
  }

  /** The loops. */
  public EventLoops loops() {
    return loops;
  }

  /** Starts a server without TLS and with the defaults. */
  public PostgresServer serve(ClientAcceptor acceptor) throws Exception {
    return serve(acceptor, new ServerTls.Off(), settings -> settings);
  }

  /** Starts a server. */
  public PostgresServer serve(
      ClientAcceptor acceptor, ServerTls tls, UnaryOperator<ServerSettings> change)
      throws Exception {
    ServerSettings settings =
        change.apply(ServerSettings.of(InetAddress.getLoopbackAddress(), 0, tls));
    return await(PostgresServer.start(settings, acceptor, system, loops));
  }

  /** Waits for a stage, at most 60 s. */
  public static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    system.terminate();
    await(system.getWhenTerminated());
    await(loops.stop());
  }
}
