package dev.mori.admin.http;

import com.typesafe.config.ConfigFactory;
import dev.mori.admin.NodeControl;
import dev.mori.admin.config.AdminToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;

/**
 * Serves the admin API. It has an actor system of its own, so it answers while the node is still
 * starting.
 */
public final class AdminServer {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ActorSystem system;
  private final List<ServerBinding> bindings;

  private AdminServer(ActorSystem system, List<ServerBinding> bindings) {
    this.system = system;
    this.bindings = List.copyOf(bindings);
  }

  /**
   * Who may come in and what is noted of them.
   *
   * @param tokens callers have to show one of them
   * @param audit gets every change
   */
  public record Gate(List<AdminToken> tokens, AuditLog audit) {}

  /**
   * Where it listens.
   *
   * @param host an address of this machine
   * @param port 0 for a free one
   * @param tls empty for plain text
   */
  public record Place(String host, int port, Optional<PemFiles> tls) {}

  /**
   * Starts to serve; blocks until all ports are bound.
   *
   * @throws java.util.concurrent.CompletionException when a port cannot be bound
   * @throws IllegalArgumentException with a sentence, when a certificate cannot be used
   */
  public static AdminServer start(NodeControl node, Gate gate, List<Place> places) {
    ActorSystem system =
        ActorSystem.create(
            "mori-admin",
            ConfigFactory.parseString(
                    """
                    pekko.actor.provider = local
                    pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                    pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
                    pekko.loglevel = WARNING
                    pekko.actor.default-dispatcher.fork-join-executor.parallelism-max = 2
                    pekko.actor.internal-dispatcher.fork-join-executor.parallelism-max = 2
                    pekko.http.server.server-header = "mori"
                    pekko.http.server.transparent-head-requests = on
                    pekko.coordinated-shutdown.exit-jvm = off
                    pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                    """)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    try {
      Api api = new Api(node, new Tokens(gate.tokens()), gate.audit(), system);
      List<ServerBinding> bindings = new ArrayList<>();
      places.forEach(place -> bindings.add(bind(system, place, api)));
      return new AdminServer(system, bindings);
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  @MayBlock
  private static ServerBinding bind(ActorSystem system, Place place, Api api) {
    ServerBuilder builder = Http.get(system).newServerAt(place.host(), place.port());
    return place
        .tls()
        .map(files -> builder.enableHttps(ConnectionContext.httpsServer(files.context())))
        .orElse(builder)
        .bind(api::answer)
        .toCompletableFuture()
        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** The port of the first place. */
  public int port() {
    return bindings.getFirst().localAddress().getPort();
  }

  /** Lets running requests end, for at most a second, and stops. */
  public CompletionStage<Void> stop() {
    return CompletableFuture.allOf(
            bindings.stream()
                .map(binding -> binding.terminate(Duration.ofSeconds(1)).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .thenCompose(
            done -> {
              system.terminate();
              return system.getWhenTerminated();
            })
        .thenApply(done -> null);
  }
}
