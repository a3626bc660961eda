package dev.mori.admin.http;

import com.typesafe.config.ConfigFactory;
import dev.mori.admin.NodeControl;
import dev.mori.admin.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port. {@code /alive} and {@code /ready} are for everybody on this machine; everything
 * below {@code /api/} asks for the token. It has an actor system of its own, so it answers while
 * the node is still starting.
 */
public final class AdminServer {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String HOST = "127.0.0.1";

  private final NodeControl node;
  private final byte[] authorization;
  private final ActorSystem system;
  private final ServerBinding binding;

  private AdminServer(
      NodeControl node, String token, ActorSystem system, Duration limit, int port) {
    this.node = node;
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    this.system = system;
    this.binding = bind(system, port, limit);
  }

  /**
   * Starts to serve; blocks until the port is bound.
   *
   * @param port 0 for a free one
   * @param token what callers have to show
   * @throws java.util.concurrent.CompletionException when the port cannot be bound
   */
  public static AdminServer start(NodeControl node, int port, String token) {
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
                    pekko.http.server.parsing.max-content-length = 64k
                    pekko.coordinated-shutdown.exit-jvm = off
                    pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                    """)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    try {
      return new AdminServer(node, token, system, Duration.ofSeconds(10), port);
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  @MayBlock
  private ServerBinding bind(ActorSystem on, int port, Duration limit) {
    return Http.get(on)
        .newServerAt(HOST, port)
        .bind(this::answer)
        .toCompletableFuture()
        .orTimeout(limit.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
        .join();
  }

  /** The port it serves on. */
  public int port() {
    return binding.localAddress().getPort();
  }

  /** Lets running requests end, for at most a second, and stops. */
  public CompletionStage<Void> stop() {
    return binding
        .terminate(Duration.ofSeconds(1))
        .thenCompose(
            done -> {
              system.terminate();
              return system.getWhenTerminated();
            })
        .thenApply(done -> null);
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    request.discardEntityBytes(system);
    String path = request.getUri().path();
    if (path.equals("/alive")) {
      return CompletableFuture.completedStage(text(200, "alive"));
    }
    if (path.equals("/ready")) {
      return CompletableFuture.completedStage(
          node.isReady() ? text(200, "ready") : text(503, "starting"));
    }
    if (!path.startsWith("/api/")) {
      return failed(new Reply.Failed(Reply.Failed.Kind.NOT_FOUND, "the API is below /api/v1/"));
    }
    if (!isAuthorized(request)) {
      return failed(
          new Reply.Failed(
              Reply.Failed.Kind.UNAUTHORIZED,
              "send the header Authorization: Bearer and the token from the node's state folder"));
    }
    return operation(request, path);
  }

  private boolean isAuthorized(HttpRequest request) {
    return request
        .getHeader("Authorization")
        .map(header -> header.value().getBytes(StandardCharsets.UTF_8))
        .filter(given -> MessageDigest.isEqual(given, authorization))
        .isPresent();
  }

  private CompletionStage<HttpResponse> operation(HttpRequest request, String path) {
    if (!path.startsWith(Routes.PREFIX + "/")) {
      return failed(new Reply.Failed(Reply.Failed.Kind.NOT_FOUND, "this node speaks /api/v1/"));
    }
    List<String> segments = segments(request, Routes.PREFIX.length() + 1);
    Map<String, String> query = request.getUri().query().toMap();
    return switch (Routes.read(request.method().name(), segments, query)) {
      case Routes.Asked.Nothing nothing -> failed(nothing.failed());
      case Routes.Asked.OtherMethod other ->
          CompletableFuture.completedStage(
              json(
                      405,
                      new Reply.Failed(
                          Reply.Failed.Kind.BAD_REQUEST, "this route takes " + other.allowed()))
                  .addHeader(RawHeader.create("Allow", other.allowed())));
      case Routes.Asked.For asked -> {
        try {
          yield node.perform(asked.operation()).handle(AdminServer::response);
        } catch (RuntimeException e) {
          yield CompletableFuture.completedStage(bug(e));
        }
      }
    };
  }

  private static List<String> segments(HttpRequest request, int prefix) {
    List<String> segments = new ArrayList<>();
    String rest = request.getUri().getPathString().substring(prefix);
    for (String segment : rest.split("/", -1)) {
      segments.add(java.net.URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    return segments;
  }

  private static HttpResponse response(
      @org.jspecify.annotations.Nullable Reply reply,
      @org.jspecify.annotations.Nullable Throwable thrown) {
    if (thrown != null || reply == null) {
      return bug(thrown == null ? new IllegalStateException("no reply") : thrown);
    }
    return reply instanceof Reply.Failed failed ? json(status(failed), failed) : json(200, reply);
  }

  private static HttpResponse bug(Throwable thrown) {
    LOG.error("an operation failed", thrown);
    return json(
        500,
        new Reply.Failed(Reply.Failed.Kind.INTERNAL, "a bug in mori; the node's log has more"));
  }

  private static CompletionStage<HttpResponse> failed(Reply.Failed failed) {
    return CompletableFuture.completedStage(json(status(failed), failed));
  }

  private static int status(Reply.Failed failed) {
    return switch (failed.kind()) {
      case NOT_FOUND -> 404;
      case BAD_REQUEST -> 400;
      case UNAUTHORIZED -> 401;
      case UNAVAILABLE -> 503;
      case INTERNAL -> 500;
    };
  }

  private static HttpResponse json(int status, Reply reply) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(ContentTypes.APPLICATION_JSON, Json.write(reply));
  }

  private static HttpResponse text(int status, String line) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(ContentTypes.TEXT_PLAIN_UTF8, line + "\n");
  }
}
