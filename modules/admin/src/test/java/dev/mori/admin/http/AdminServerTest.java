package dev.mori.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.admin.NodeControl;
import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.Role;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What HTTP asks of a server, and that the client and the server understand each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminServerTest {
  private static final String RESET = "/api/v1/sessions/main/reset";

  @SuppressWarnings("NullAway.Init") // made before the tests
  private TestServer server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new TestServer(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private int status(String method, String path) throws Exception {
    return server.send(server.request(method, path)).statusCode();
  }

  @Test
  void healthIsForEverybody() throws Exception {
    healthy(NodeControl.Phase.STARTING, 503, 503);
    healthy(NodeControl.Phase.READY, 200, 200);
    healthy(NodeControl.Phase.STOPPING, 200, 503);
    server.node.phase = NodeControl.Phase.READY;
    assertThat(server.send(server.bare("HEAD", "/ready")).body()).isEmpty();
    assertThat(server.send(server.bare("POST", "/ready")).statusCode()).isEqualTo(405);
  }

  private void healthy(NodeControl.Phase phase, int startup, int ready) throws Exception {
    server.node.phase = phase;
    assertThat(server.send(server.bare("GET", "/alive")).statusCode()).isEqualTo(200);
    assertThat(server.send(server.bare("GET", "/startup")).statusCode()).isEqualTo(startup);
    assertThat(server.send(server.bare("GET", "/ready")).statusCode()).isEqualTo(ready);
  }

  @Test
  void metricsAreForTokens() throws Exception {
    assertThat(server.send(server.bare("GET", "/metrics")).statusCode()).isEqualTo(401);
    HttpResponse<String> metrics = server.send(server.request("GET", "/metrics"));
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).isEqualTo("mori_clients 1.0\n");
    assertThat(status("POST", "/metrics")).isEqualTo(405);
  }

  @Test
  void pathsAndMethodsAreToldApart() throws Exception {
    assertThat(status("GET", "/api/v1/nowhere")).isEqualTo(404);
    assertThat(status("GET", "/api/v1/sessions/a/b/c/d/e")).isEqualTo(404);
    assertThat(status("GET", "/other")).isEqualTo(404);
    HttpResponse<String> other = server.send(server.request("GET", RESET));
    assertThat(other.statusCode()).isEqualTo(405);
    assertThat(other.headers().firstValue("Allow")).contains("POST, OPTIONS");
    HttpResponse<String> options = server.send(server.request("OPTIONS", "/api/v1/sessions/main"));
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).contains("GET, HEAD, DELETE, OPTIONS");
    HttpResponse<String> head = server.send(server.request("HEAD", "/api/v1/node"));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void aFailureIsAProblemWithItsSentence() throws Exception {
    HttpResponse<String> answer = server.send(server.request("GET", "/api/v1/log?tail=-1"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Json.read(answer.body(), Problem.class))
        .isEqualTo(
            new Problem(
                "urn:mori:problem:bad-request",
                "bad request",
                400,
                "tail: expected a whole number that is not negative, found \"-1\"",
                Reply.Failed.Kind.BAD_REQUEST));
    assertThat(server.send(server.request("GET", "/api/v1/log?tial=1")).body())
        .contains("this route takes tail, after, found tial");
  }

  @Test
  void onlyWhatIsUnderstoodIsTaken() throws Exception {
    HttpRequest.Builder text = server.request("POST", RESET).header("Content-Type", "text/plain");
    assertThat(server.send(text.POST(HttpRequest.BodyPublishers.ofString("{}"))).statusCode())
        .isEqualTo(415);
    assertThat(post("{").statusCode()).isEqualTo(400);
    assertThat(post("{\"a\":{}}").statusCode()).isEqualTo(400);
    assertThat(post("{}").statusCode()).isEqualTo(200);
    assertThat(post(" ".repeat(70_000)).statusCode()).isEqualTo(413);
    for (String accepted : List.of("*/*", "application/*", "text/html, application/json;q=0.1")) {
      assertThat(accepting(accepted, "/api/v1/node")).isEqualTo(200);
    }
    assertThat(accepting("text/html", "/api/v1/node")).isEqualTo(406);
    assertThat(accepting("application/json;q=0", "/api/v1/node")).isEqualTo(406);
    assertThat(accepting("application/json", "/api/v1/activity")).isEqualTo(406);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return server.send(
        server
            .request("POST", RESET)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private int accepting(String accept, String path) throws Exception {
    return server.send(server.request("GET", path).header("Accept", accept)).statusCode();
  }

  @Test
  void browsersGetNothingToMisuse() throws Exception {
    for (String path : List.of("/alive", "/api/v1/node", "/api/v1/nowhere")) {
      HttpResponse<String> answer =
          server.send(server.request("GET", path).header("Origin", "https://evil.example"));
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.startsWith("access-control"));
    }
  }

  @Test
  void aBugIsNotToldInDetail() throws Exception {
    HttpResponse<String> answer = server.send(server.request("DELETE", "/api/v1/sessions/bug"));
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void theClientCarriesOutOperations() throws IOException {
    AdminClient client = server.client(Role.OPERATOR);
    assertThat(client.perform(new Operation.Status()))
        .isInstanceOfSatisfying(
            Reply.Status.class, status -> assertThat(status.clients()).isEqualTo(3));
    assertThat(client.perform(new Operation.InspectTable("main", "we ird.Ta/b\u00e4le+")))
        .isInstanceOfSatisfying(
            Reply.Table.class,
            table -> {
              assertThat(table.table()).isEqualTo("we ird.Ta/b\u00e4le+");
              assertThat(table.rows().tombstones()).isEqualTo(2);
            });
    assertThat(client.perform(new Operation.ResetSession("main")))
        .isEqualTo(new Reply.Changed("main", "reset", 2));
    assertThat(client.perform(new Operation.CreateSession("feature-x", "ann")))
        .isEqualTo(new Reply.Changed("feature-x", "created", 1));
    client.perform(new Operation.DropSession("feature-x", true));
    assertThat(server.node.asked)
        .contains(
            new Operation.CreateSession("feature-x", "ann"),
            new Operation.DropSession("feature-x", true));
    assertThat(client.perform(new Operation.ReadLog(5, 7))).isInstanceOf(Reply.Log.class);
    assertThat(client.perform(new Operation.InspectSession("x")))
        .isEqualTo(new Reply.Failed(Reply.Failed.Kind.NOT_FOUND, "there is no session x"));
    assertThat(server.node.asked).contains(new Operation.ReadLog(5, 7));
  }

  @Test
  void activityIsSentAsItHappensAndGoesOnWhereItWasLeft() throws Exception {
    HttpResponse<Stream<String>> stream =
        server.lines(server.request("GET", "/api/v1/activity").header("Last-Event-ID", "0"));
    assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    try (Stream<String> lines = stream.body()) {
      Iterator<String> events = lines.filter(line -> line.contains(": ")).iterator();
      assertThat(events.next()).isEqualTo(": mori");
      assertThat(events.next()).isEqualTo("id: 1");
      assertThat(events.next()).isEqualTo("event: decision");
      assertThat(events.next()).startsWith("data: {\"number\":1,");
      server.node.log =
          List.of(
              server.node.log.getFirst(),
              new Reply.Line(2, "t", "main", "MERGED_READ", "SELECT", 1));
      assertThat(events.next()).isEqualTo("id: 2");
    }
    assertThat(
            server
                .send(server.request("GET", "/api/v1/activity").header("Last-Event-ID", "x"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aPortThatIsTakenIsAFailureOfStart() {
    assertThatThrownBy(
            () ->
                AdminServer.start(
                    server.node,
                    new AdminServer.Gate(List.of(), server.audit),
                    List.of(
                        new AdminServer.Place(
                            "127.0.0.1", server.server.port(), Optional.empty()))))
        .isInstanceOf(CompletionException.class);
  }
}
