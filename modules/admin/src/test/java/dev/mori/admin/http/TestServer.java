package dev.mori.admin.http;

import dev.mori.admin.Role;
import dev.mori.admin.config.AdminToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An admin server over a {@link FakeNode}, with one token for each role, named like it. */
public final class TestServer implements AutoCloseable {
  final FakeNode node = new FakeNode();
  final AuditLog audit;
  final AdminServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** On a free port of this machine. */
  public TestServer(Path folder) {
    audit = AuditLog.open(folder.resolve("audit.log"), Clock.systemUTC());
    List<AdminToken> tokens =
        Stream.of(Role.values())
            .map(role -> AdminToken.of("test-" + role.word(), role, token(role)))
            .toList();
    server =
        AdminServer.start(
            node,
            new AdminServer.Gate(tokens, audit),
            List.of(new AdminServer.Place("127.0.0.1", 0, Optional.empty())));
  }

  /** The token of a role. */
  public static String token(Role role) {
    return "token-of-" + role.word();
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  AdminClient client(Role role) {
    return new AdminClient(url(), token(role));
  }

  /** A request with the operator's token. */
  HttpRequest.Builder request(String method, String path) {
    return bare(method, path).header("Authorization", "Bearer " + token(Role.OPERATOR));
  }

  /** A request with no token. */
  HttpRequest.Builder bare(String method, String path) {
    return HttpRequest.newBuilder(URI.create(url() + path))
        .method(method, HttpRequest.BodyPublishers.noBody());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<Stream<String>> lines(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
  }

  @Override
  public void close() {
    client.shutdownNow();
    try {
      server.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop", e);
    }
  }
}
