package dev.mori.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.admin.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes are carried out once for each key, and written down with who asked for them. */
class ChangesTest {
  private static final RepeatedRequests.Key KEY = new RepeatedRequests.Key("ci", "k");

  private final AtomicLong ticker = new AtomicLong();
  private final AtomicInteger carriedOut = new AtomicInteger();
  private final RepeatedRequests repeated = new RepeatedRequests(ticker::get);

  private Supplier<CompletionStage<Answer>> work(Answer answer) {
    return () -> {
      carriedOut.incrementAndGet();
      return CompletableFuture.completedStage(answer);
    };
  }

  private static Answer done(CompletionStage<Answer> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void theSameRequestGetsTheFirstAnswerAndAnotherOneIsRefused() {
    Answer first = Answer.of(new Reply.Changed("s", "reset", 2));
    assertThat(done(repeated.once(KEY, "a", work(first)))).isEqualTo(first);
    Answer second = Answer.of(new Reply.Changed("s", "reset", 3));
    assertThat(done(repeated.once(KEY, "a", work(second)))).isEqualTo(first);
    assertThat(done(repeated.once(KEY, "b", work(second))).status()).isEqualTo(422);
    var eves = new RepeatedRequests.Key("eve", "k");
    assertThat(done(repeated.once(eves, "b", work(second)))).isEqualTo(second);
    assertThat(carriedOut).hasValue(2);
    ticker.addAndGet(Duration.ofHours(25).toNanos());
    assertThat(done(repeated.once(KEY, "b", work(second)))).isEqualTo(second);
  }

  @Test
  void twoAtTheSameTimeAreCarriedOutOnce() {
    CompletableFuture<Answer> running = new CompletableFuture<>();
    CompletionStage<Answer> one = repeated.once(KEY, "a", () -> running);
    CompletionStage<Answer> two = repeated.once(KEY, "a", work(Answer.of(new Reply.Stopping("x"))));
    Answer answer = Answer.of(new Reply.Changed("s", "reset", 2));
    running.complete(answer);
    assertThat(done(one)).isEqualTo(answer);
    assertThat(done(two)).isEqualTo(answer);
    assertThat(carriedOut).hasValue(0);
  }

  @Test
  void whatMayPassIsTriedAgainAndMemoryIsBounded() {
    Answer later = Answer.failed(Reply.Failed.Kind.UNAVAILABLE, "not now");
    Answer answer = Answer.of(new Reply.Changed("s", "reset", 2));
    assertThat(done(repeated.once(KEY, "a", work(later)))).isEqualTo(later);
    assertThat(done(repeated.once(KEY, "a", work(answer)))).isEqualTo(answer);
    for (int i = 0; i < RepeatedRequests.CAPACITY; i++) {
      done(repeated.once(new RepeatedRequests.Key("ci", "k" + i), "a", work(answer)));
    }
    assertThat(done(repeated.once(KEY, "b", work(answer)))).isEqualTo(answer);
  }

  @Test
  void aKeyIsReadFromTheHeaderAndEveryChangeIsAudited(@TempDir Path folder) throws Exception {
    try (TestServer server = new TestServer(folder)) {
      for (int i = 0; i < 2; i++) {
        assertThat(reset(server, "main", "k1").statusCode()).isEqualTo(200);
      }
      assertThat(reset(server, "other", "k1").statusCode()).isEqualTo(422);
      assertThat(reset(server, "other", "with space").statusCode()).isEqualTo(400);
      assertThat(server.node.asked).containsExactly(new Operation.ResetSession("main"));
      server.client(Role.VIEWER).perform(new Operation.DropSession("main", false));
      server.client(Role.OPERATOR).perform(new Operation.DropSession("bug", true));
      server.client(Role.VIEWER).perform(new Operation.Status());
    }
    AuditLog again = AuditLog.open(folder.resolve("audit.log"), Clock.systemUTC());
    assertThat(again.read(10, 0).entries())
        .extracting(
            Reply.AuditEntry::number,
            Reply.AuditEntry::who,
            Reply.AuditEntry::role,
            Reply.AuditEntry::change,
            Reply.AuditEntry::session,
            Reply.AuditEntry::outcome)
        .containsExactly(
            tuple(1L, "test-developer", "developer", "ResetSession", "main", "done"),
            tuple(2L, "test-viewer", "viewer", "DropSession", "main", "forbidden"),
            tuple(3L, "test-operator", "operator", "DropSession", "bug", "internal"));
    assertThat(again.read(1, 0).entries()).hasSize(1);
    assertThat(again.read(5, 2).entries()).hasSize(1);
    assertThat(Files.readString(folder.resolve("audit.log"))).doesNotContain("token-of");
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.api.Assertions.tuple(values);
  }

  private static HttpResponse<String> reset(TestServer server, String session, String key)
      throws Exception {
    HttpRequest.Builder request =
        server
            .bare("POST", "/api/v1/sessions/" + session + "/reset")
            .header("Authorization", "Bearer " + TestServer.token(Role.DEVELOPER))
            .header("Idempotency-Key", key);
    return server.send(request);
  }
}
