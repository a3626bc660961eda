package dev.mori.node.server;

import com.typesafe.config.Config;
import dev.mori.node.link.Endpoint;
import dev.mori.node.link.LinkConnector;
import dev.mori.node.link.LinkPool;
import dev.mori.node.link.Secret;
import dev.mori.node.link.SslMode;
import dev.mori.node.metrics.NodeMetrics;
import dev.mori.node.prod.ProdCatalogWatch;
import dev.mori.node.prod.ProdChannels;
import dev.mori.node.prod.ProdGate;
import dev.mori.node.session.ActivityLog;
import dev.mori.node.session.NodeSessions;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.node.shadow.ShadowServer;
import dev.mori.node.shadow.ShadowStore;
import dev.mori.node.shadow.ShadowStoreOptions;
import dev.mori.node.transport.EventLoops;
import dev.mori.node.transport.PostgresServer;
import dev.mori.node.transport.Sockets;
import dev.mori.protocol.postgres.Octets;
import dev.mori.state.CancelRequests;
import dev.mori.state.ClusterNodes;
import dev.mori.state.SessionCluster;
import dev.mori.state.Sessions;
import dev.mori.state.StateConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One running node: prod behind a read-only gate, shadows, durable sessions, and the server clients
 * connect to. Starting and stopping block; not for event loops.
 */
public final class Node implements AutoCloseable {
  /** How long a change of prod's schema may go unnoticed. */
  private static final Duration CATALOG_INTERVAL = Duration.ofSeconds(5);

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** How long one part may take to stop; the server has the time to drain besides. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final PostgresAddress prod;
  private final StartedParts started;
  private final Parts parts;
  private final NodeSessions sessions;
  private final Front front;

  private Node(
      PostgresAddress prod, StartedParts started, Parts parts, NodeSessions sessions, Front front) {
    this.prod = prod;
    this.started = started;
    this.parts = parts;
    this.sessions = sessions;
    this.front = front;
  }

  /** Where clients come in. */
  private record Front(PostgresServer server, ConnectedClients clients) {}

  /** What sessions and clients need; each part is told to {@link StartedParts} when it stands. */
  private static final class Parts {
    private final ActorSystem<Void> system;
    private final EventLoops loops;
    private final ShadowServer shadowServer;
    private final ShadowStore shadows;
    private final ProdGate prod;

    Parts(NodeSettings settings, Config config, StartedParts started) {
      int major = ProdGate.majorVersion(settings.prod());
      shadowServer = ShadowServer.open(settings.shadow(), major);
      started.add(StartedParts.Part.SHADOW_SERVER, shadowServer::close);
      shadows =
          ShadowStore.open(
              shadowServer,
              settings.prod(),
              ShadowStoreOptions.of(settings.connection())
                  .withSequenceGap(settings.sessions().sequenceGap()));
      started.add(StartedParts.Part.SHADOWS, shadows::close);
      system = ActorSystem.create(Behaviors.empty(), "mori", StateConfig.load(config));
      started.add(StartedParts.Part.ACTORS, () -> terminate(system));
      loops = EventLoops.start(1, Sockets.orFallback(Sockets.EPOLL), system);
      started.add(StartedParts.Part.LOOPS, () -> await(loops.stop(), STOP_LIMIT));
      LinkConnector connector = new LinkConnector();
      prod =
          new ProdGate(
              new LinkPool(connector, endpoint(settings.prod()), ProdGate.STARTUP, settings.pool()),
              ProdCatalogWatch.start(settings.prod(), CATALOG_INTERVAL),
              new ProdChannels(
                  loop -> connector.connect(endpoint(settings.prod()), ProdGate.STARTUP, loop)));
      started.add(StartedParts.Part.PROD, prod::close);
    }
  }

  /**
   * Starts a node and waits until clients can connect.
   *
   * @param config the node's HOCON settings, for the actor system
   */
  public static Node start(NodeSettings settings, Config config) {
    return start(settings, config, ActivityLog.QUIET);
  }

  /**
   * Starts a node that tells what it decides. When something does not start, what has started is
   * stopped.
   *
   * @param log gets every decision, on event loops
   */
  public static Node start(NodeSettings settings, Config config, ActivityLog log) {
    StartedParts started = new StartedParts();
    try {
      return start(settings, log, new Parts(settings, config, started), started);
    } catch (RuntimeException | Error e) {
      try {
        started.close();
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private static Node start(
      NodeSettings settings, ActivityLog log, Parts parts, StartedParts started) {
    Instant begin = Instant.now();
    LinkConnector connector = new LinkConnector();
    parts.shadows.useProdDefaults(
        await(prodDefaults(connector, settings, parts.loops), START_LIMIT));
    Sessions durable =
        await(SessionCluster.start(parts.system, new LedgerReader(parts.shadows)), START_LIMIT);
    NodeSessions sessions =
        new NodeSessions(
            new NodeSessions.Surroundings(
                settings.connection(),
                settings.sessions(),
                settings.limits(),
                parts.shadows,
                durable,
                parts.prod,
                new ShadowLinks(connector, parts.loops, parts.shadows),
                log));
    await(sessions.openDefault(), START_LIMIT);
    CancelRequests cancels = CancelRequests.of(parts.system);
    NodeAcceptor acceptor = new NodeAcceptor(settings, sessions, parts.prod, cancels);
    PostgresServer server =
        await(
            PostgresServer.start(settings.server(), acceptor, parts.system, parts.loops),
            START_LIMIT);
    cancels.subscribe(
        (processId, secret) ->
            server.cancel(processId, Octets.of(HexFormat.of().parseHex(secret))));
    Duration drained = settings.server().drainTimeout().plus(STOP_LIMIT);
    started.add(StartedParts.Part.SERVER, () -> await(server.stop(), drained));
    var unused = OrphanSweep.begin(durable, parts.shadowServer, parts.shadows, begin);
    return new Node(
        settings.prod(), started, parts, sessions, new Front(server, acceptor.clients()));
  }

  /** What prod reports to a connection that sets nothing itself: sessions must begin alike. */
  private static CompletionStage<Map<String, String>> prodDefaults(
      LinkConnector connector, NodeSettings settings, EventLoops loops) {
    return connector
        .connect(endpoint(settings.prod()), ProdGate.STARTUP, loops.next())
        .thenApply(
            link -> {
              Map<String, String> parameters = Map.copyOf(link.parameters());
              link.close();
              return parameters;
            });
  }

  /** What is measured of this node every few seconds. */
  public NodeMetrics.Looks looks() {
    return new NodeMetrics.Looks(
        this::clients, parts.prod.pool()::counters, sessions::views, parts.shadows::sizes);
  }

  /** Where clients connect. */
  public int port() {
    return front.server().port();
  }

  /** Clients connected now. */
  public int clients() {
    return front.server().connectionCount();
  }

  /** Who they are, as far as they are let in. */
  public ConnectedClients connectedClients() {
    return front.clients();
  }

  /** The nodes that serve the same sessions. */
  public ClusterNodes nodes() {
    return ClusterNodes.of(parts.system);
  }

  /** The sessions of this node. */
  public NodeSessions sessions() {
    return sessions;
  }

  /** The databases of sessions. */
  public ShadowStore shadows() {
    return parts.shadows;
  }

  /** How prod is reached. */
  public PostgresAddress prod() {
    return prod;
  }

  /** Where shadows live, for people. */
  public String shadow() {
    return parts.shadowServer.describe();
  }

  /**
   * Done when the node is of no use any more though nobody has closed it: the others went on
   * without it, because it was paused or cut off for too long. Closing is still to be done.
   */
  public CompletionStage<Void> removed() {
    return parts.system.getWhenTerminated().thenApply(done -> null);
  }

  /** Drains clients and stops everything this node has started, whatever fails to stop. */
  @Override
  public void close() {
    started.close();
  }

  private static void terminate(ActorSystem<Void> system) {
    system.terminate();
    await(system.getWhenTerminated(), STOP_LIMIT);
  }

  static Endpoint endpoint(PostgresAddress address) {
    SslMode mode =
        SslMode.named(address.tls().getOrDefault("sslmode", "prefer")).orElse(SslMode.PREFER);
    Optional<Path> root = Optional.ofNullable(address.tls().get("sslrootcert")).map(Path::of);
    return Endpoint.of(
            address.host(),
            address.port(),
            address.user(),
            Secret.of(address.password()),
            address.database())
        .withSsl(mode, root);
  }

  /** Waits on the starting thread, which serves nobody else. */
  @MayBlock
  private static <T> T await(CompletionStage<T> stage, Duration limit) {
    try {
      return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + limit, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting or stopping", e);
    }
  }
}
