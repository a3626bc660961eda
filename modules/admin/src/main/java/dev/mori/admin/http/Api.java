package dev.mori.admin.http;

import dev.mori.admin.NodeControl;
import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.Reply.Failed.Kind;
import dev.mori.admin.config.AdminToken;
import dev.mori.admin.http.Route.Form;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.SystemMaterializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests: who asks, which route, whether the caller may go it, what the request says, and
 * only then the operation. Whatever is not allowed is refused before anything of it is read.
 */
final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  /** Longest body. */
  private static final int MOST_OCTETS = 64 << 10;

  private static final String METRICS = "/metrics";
  private static final long BODY_MILLIS = 10_000;
  private static final ContentType.NonBinary PROBLEM =
      ContentTypes.create(
          MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false));
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

  private final NodeControl node;
  private final Tokens tokens;
  private final AuditLog audit;
  private final ActorSystem system;
  private final RepeatedRequests repeated = new RepeatedRequests(System::nanoTime);

  Api(NodeControl node, Tokens tokens, AuditLog audit, ActorSystem system) {
    this.node = node;
    this.tokens = tokens;
    this.audit = audit;
    this.system = system;
  }

  /** A request that may be carried out. */
  private record Admitted(
      HttpRequest request, List<String> path, Route route, Caller caller, String body) {

    /** What is asked, in full; of a length of its own. */
    String digest() {
      return AdminToken.digest(request.method().name() + " " + request.getUri() + "\n" + body);
    }
  }

  /** The response to a request. */
  CompletionStage<HttpResponse> answer(HttpRequest request) {
    try {
      return route(request).exceptionally(Api::bug).thenApply(RequestHeaders::guarded);
    } catch (RuntimeException e) {
      return done(RequestHeaders.guarded(bug(e)));
    }
  }

  private CompletionStage<HttpResponse> route(HttpRequest request) {
    String path = request.getUri().path();
    Optional<HttpResponse> health = Health.at(path, node.phase());
    if (health.isPresent()) {
      boolean read = request.method().name().equals("GET");
      return read ? dropping(request, health.get()) : otherMethod(request, "GET, HEAD");
    }
    if (!path.startsWith("/api/") && !path.equals(METRICS)) {
      return failed(request, Kind.NOT_FOUND, "the API is below " + Routes.PREFIX + "/");
    }
    Optional<Caller> caller =
        tokens.caller(RequestHeaders.value(request, "Authorization").orElse(""));
    if (caller.isEmpty()) {
      HttpResponse refused =
          http(
              Answer.failed(
                  Kind.UNAUTHORIZED,
                  "send the header Authorization: Bearer and a token of mori.admin.tokens, or the"
                      + " one in the node's state folder"));
      return dropping(request, refused.addHeader(RawHeader.create("WWW-Authenticate", "Bearer")));
    }
    if (path.equals(METRICS)) {
      boolean read = request.method().name().equals("GET");
      return read
          ? dropping(request, Health.text(200, node.metrics()))
          : otherMethod(request, "GET, HEAD");
    }
    Optional<List<String>> segments = segments(request);
    List<Route> routes = segments.map(Routes::at).orElse(List.of());
    return routes.isEmpty()
        ? failed(
            request, Kind.NOT_FOUND, "there is no such route; docs/api.md lists those there are")
        : byMethod(request, segments.orElseThrow(), routes, caller.get());
  }

  private CompletionStage<HttpResponse> byMethod(
      HttpRequest request, List<String> path, List<Route> routes, Caller caller) {
    String method = request.method().name();
    if (method.equals("OPTIONS")) {
      return dropping(
          request,
          HttpResponse.create()
              .withStatus(204)
              .addHeader(RawHeader.create("Allow", Routes.allowed(routes))));
    }
    return routes.stream()
        .filter(route -> route.method().equals(method))
        .findFirst()
        .map(route -> admit(request, path, route, caller))
        .orElseGet(() -> otherMethod(request, Routes.allowed(routes)));
  }

  private CompletionStage<HttpResponse> admit(
      HttpRequest request, List<String> path, Route route, Caller caller) {
    if (!caller.role().includes(route.least())) {
      if (route.changes()) {
        note(caller, route, sessionOf(route, path), "forbidden");
      }
      return failed(
          request,
          Kind.FORBIDDEN,
          "this takes the role "
              + route.least().word()
              + ", and the token of "
              + caller.name()
              + " has the role "
              + caller.role().word());
    }
    String form =
        route.form() instanceof Form.Activity ? ActivityStream.MEDIA_TYPE : "application/json";
    if (!RequestHeaders.accepts(request, form)) {
      return failed(request, Kind.NOT_ACCEPTABLE, "this route answers with " + form + " only");
    }
    if (!route.method().equals("POST")) {
      request.discardEntityBytes(system);
      return carryOut(new Admitted(request, path, route, caller, ""));
    }
    return request
        .entity()
        .withSizeLimit(MOST_OCTETS)
        .toStrict(BODY_MILLIS, SystemMaterializer.get(system).materializer())
        .handle(
            (entity, thrown) -> {
              if (thrown != null) {
                return done(http(unread(thrown)));
              }
              boolean json =
                  entity.getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON);
              return entity.getData().isEmpty() || json
                  ? carryOut(
                      new Admitted(
                          request,
                          path,
                          route,
                          caller,
                          entity.getData().decodeString(StandardCharsets.UTF_8)))
                  : done(http(Answer.failed(Kind.MEDIA_TYPE, "send the body as application/json")));
            })
        .thenCompose(stage -> stage);
  }

  private static Answer unread(Throwable thrown) {
    return cause(thrown) instanceof EntityStreamSizeException
        ? Answer.failed(Kind.TOO_LARGE, "the body may have " + MOST_OCTETS + " octets at most")
        : Answer.failed(Kind.BAD_REQUEST, "the body did not arrive whole");
  }

  private CompletionStage<HttpResponse> carryOut(Admitted admitted) {
    return switch (admitted.route().form()) {
      case Form.Description description ->
          done(http(new Answer(200, "application/json", OpenApi.document())));
      case Form.Activity activity -> activity(admitted.request());
      case Form.Once once ->
          (admitted.route().changes() ? change(admitted) : perform(admitted)).thenApply(Api::http);
    };
  }

  private CompletionStage<HttpResponse> activity(HttpRequest request) {
    Optional<String> last = RequestHeaders.value(request, "Last-Event-ID");
    if (last.isPresent() && !last.get().matches("[0-9]{1,18}")) {
      return done(
          http(
              Answer.failed(
                  Kind.BAD_REQUEST, "Last-Event-ID: expected the id of an event, a whole number")));
    }
    return ActivityStream.of(node, last.map(Long::valueOf))
        .thenApply(
            events ->
                HttpResponse.create()
                    .withEntity(
                        HttpEntities.create(
                            ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM), events)));
  }

  private CompletionStage<Answer> change(Admitted admitted) {
    Optional<String> key = RequestHeaders.value(admitted.request(), "Idempotency-Key");
    if (key.isEmpty()) {
      return audited(admitted);
    }
    return KEY.matcher(key.get()).matches()
        ? repeated.once(
            new RepeatedRequests.Key(admitted.caller().name(), key.get()),
            admitted.digest(),
            () -> audited(admitted))
        : CompletableFuture.completedStage(
            Answer.failed(
                Kind.BAD_REQUEST, "Idempotency-Key: expected 1 to 255 printable ASCII characters"));
  }

  private CompletionStage<Answer> audited(Admitted admitted) {
    return switch (arguments(admitted)) {
      case Arguments.Outcome.Wrong wrong -> answered(wrong.failed());
      case Arguments.Outcome.Read read ->
          perform(read.operation())
              .thenApply(
                  answer -> {
                    String session =
                        String.valueOf(Arguments.of(read.operation()).getOrDefault("session", ""));
                    note(admitted.caller(), admitted.route(), session, outcome(answer));
                    return answer;
                  });
    };
  }

  private static String outcome(Answer answer) {
    return answer.status() < 400 ? "done" : Json.read(answer.body(), Problem.class).title();
  }

  private void note(Caller caller, Route route, String session, String outcome) {
    String operation = route.operation().map(Class::getSimpleName).orElse(route.template());
    audit.note(caller, new AuditLog.Change(operation, session, outcome));
  }

  private static String sessionOf(Route route, List<String> path) {
    return route.values(path).stream()
        .filter(value -> value.name().equals("session"))
        .map(Parameter.Given::value)
        .findFirst()
        .orElse("");
  }

  private static Arguments.Outcome arguments(Admitted admitted) {
    Map<String, String> query = admitted.request().getUri().query().toMap();
    return Arguments.read(admitted.route(), admitted.path(), query, admitted.body());
  }

  private CompletionStage<Answer> perform(Admitted admitted) {
    return switch (arguments(admitted)) {
      case Arguments.Outcome.Wrong wrong -> answered(wrong.failed());
      case Arguments.Outcome.Read read -> perform(read.operation());
    };
  }

  private CompletionStage<Answer> perform(Operation operation) {
    try {
      return node.perform(operation)
          .handle((reply, thrown) -> thrown == null ? Answer.of(reply) : internal(thrown));
    } catch (RuntimeException e) {
      return CompletableFuture.completedStage(internal(e));
    }
  }

  private static Optional<List<String>> segments(HttpRequest request) {
    String path = request.getUri().getPathString();
    if (!path.startsWith(Routes.PREFIX + "/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Stream.of(path.substring(Routes.PREFIX.length() + 1).split("/", -1))
              .map(one -> URLDecoder.decode(one.replace("+", "%2B"), StandardCharsets.UTF_8))
              .toList());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private CompletionStage<HttpResponse> otherMethod(HttpRequest request, String allowed) {
    HttpResponse refused = http(Answer.failed(Kind.METHOD, "this path takes " + allowed));
    return dropping(request, refused.addHeader(RawHeader.create("Allow", allowed)));
  }

  private CompletionStage<HttpResponse> failed(HttpRequest request, Kind kind, String sentence) {
    return dropping(request, http(Answer.failed(kind, sentence)));
  }

  /** A body that nobody reads has to be thrown away for the connection to go on. */
  private CompletionStage<HttpResponse> dropping(HttpRequest request, HttpResponse response) {
    request.discardEntityBytes(system);
    return done(response);
  }

  private static CompletionStage<Answer> answered(Reply.Failed failed) {
    return CompletableFuture.completedStage(Answer.of(failed));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedStage(response);
  }

  private static HttpResponse bug(Throwable thrown) {
    return http(internal(thrown));
  }

  private static Answer internal(Throwable thrown) {
    LOG.error("an operation failed", thrown);
    return Answer.failed(Kind.INTERNAL, "a bug in mori; the node's log has more");
  }

  private static HttpResponse http(Answer answer) {
    return HttpResponse.create()
        .withStatus(answer.status())
        .withEntity(
            HttpEntities.create(
                answer.mediaType().equals(Problem.MEDIA_TYPE)
                    ? PROBLEM
                    : ContentTypes.APPLICATION_JSON,
                answer.body()));
  }

  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? cause : thrown;
  }
}
