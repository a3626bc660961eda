package dev.mori.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.NodeControl;
import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The routes, with and without the token, against a node that only remembers what it was asked. */
class AdminServerTest {
  private static final FakeNode NODE = new FakeNode();
  private static AdminServer server = AdminServer.start(NODE, 0, "t0ken");

  @BeforeAll
  static void start() {
    assertThat(server.port()).isPositive();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static final class FakeNode implements NodeControl {
    private final List<Operation> asked = new CopyOnWriteArrayList<>();
    private volatile boolean ready;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public CompletionStage<Reply> perform(Operation operation) {
      asked.add(operation);
      return switch (operation) {
        case Operation.Status status ->
            CompletableFuture.completedStage(
                new Reply.Status(
                    "shop",
                    "u@h:1/d",
                    "embedded",
                    new Reply.Listen("127.0.0.1", 9002, 9090, "main"),
                    3,
                    new Reply.Program("1", 7, "2026-01-01T00:00:00Z", 5)));
        case Operation.ListSessions list ->
            CompletableFuture.completedStage(new Reply.Sessions(List.of()));
        case Operation.InspectSession inspect ->
            CompletableFuture.completedStage(
                new Reply.Failed(
                    Reply.Failed.Kind.NOT_FOUND, "there is no session " + inspect.session()));
        case Operation.InspectTable inspect ->
            CompletableFuture.completedStage(
                new Reply.Table(
                    inspect.session(),
                    inspect.table(),
                    "dirty",
                    List.of("id"),
                    new Reply.LocalRows(3, 1, 2, 1),
                    List.of(),
                    new Reply.Drift(
                        3, 1, List.of(new Reply.DriftedRow(List.of("7"), "ab", "")), "")));
        case Operation.ResetSession reset ->
            CompletableFuture.completedStage(new Reply.Changed(reset.session(), "reset", 2));
        case Operation.DropSession drop ->
            CompletableFuture.failedStage(new IllegalStateException("secret"));
        case Operation.ReadLog log ->
            CompletableFuture.completedStage(
                new Reply.Log(
                    List.of(new Reply.Line(1, "t", "s", "PROD_DIRECT", "SELECT", 0.5)), 1));
        case Operation.Stop stop -> CompletableFuture.completedStage(new Reply.Stopping("shop"));
      };
    }
  }

  private static HttpResponse<String> send(String method, String path, String authorization)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void healthIsForEverybody() throws Exception {
    assertThat(send("GET", "/alive", "").statusCode()).isEqualTo(200);
    NODE.ready = false;
    assertThat(send("GET", "/ready", "").statusCode()).isEqualTo(503);
    NODE.ready = true;
    assertThat(send("GET", "/ready", "").statusCode()).isEqualTo(200);
  }

  @Test
  void theApiAsksForTheToken() throws Exception {
    for (String wrong : List.of("", "Bearer other", "Bearer t0ken ", "Basic t0ken")) {
      HttpResponse<String> answer =
          send("GET", "/api/v1/nowhere", wrong.strip().equals("Bearer t0ken") ? "" : wrong);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("\"kind\":\"UNAUTHORIZED\"");
    }
    assertThat(send("POST", "/api/v1/stop", "").statusCode()).isEqualTo(401);
    assertThat(NODE.asked).doesNotContain(new Operation.Stop());
  }

  @Test
  void unknownRoutesAndMethodsAreToldApart() throws Exception {
    assertThat(send("GET", "/api/v1/nowhere", "Bearer t0ken").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/api/v1/sessions/a/b/c/d/e", "Bearer t0ken").statusCode())
        .isEqualTo(404);
    assertThat(send("GET", "/other", "").statusCode()).isEqualTo(404);
    HttpResponse<String> answer = send("GET", "/api/v1/sessions/main/reset", "Bearer t0ken");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
    assertThat(send("GET", "/api/v1/log?tail=-1", "Bearer t0ken").statusCode()).isEqualTo(400);
  }

  @Test
  void aBugIsNotToldInDetail() throws Exception {
    HttpResponse<String> answer = send("POST", "/api/v1/sessions/x/drop", "Bearer t0ken");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void theClientCarriesOutOperations() throws IOException {
    AdminClient client = new AdminClient(server.port(), "t0ken");
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
    assertThat(client.perform(new Operation.ReadLog(5, 7))).isInstanceOf(Reply.Log.class);
    assertThat(client.perform(new Operation.InspectSession("x")))
        .isEqualTo(new Reply.Failed(Reply.Failed.Kind.NOT_FOUND, "there is no session x"));
    assertThat(NODE.asked).contains(new Operation.ReadLog(5, 7));
  }

  @Test
  void aPortThatIsTakenIsAFailureOfStart() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> AdminServer.start(NODE, server.port(), "x"))
        .isInstanceOf(CompletionException.class);
  }
}
