package dev.mori.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import dev.mori.node.transport.LeakWatch;
import dev.mori.node.transport.LoopCtx;
import dev.mori.node.transport.Sockets;
import dev.mori.node.transport.TestNode;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.BackendMessage.CommandComplete;
import dev.mori.protocol.postgres.BackendMessage.ErrorResponse;
import dev.mori.protocol.postgres.BackendMessage.NotificationResponse;
import dev.mori.protocol.postgres.FrontendMessage.Query;
import dev.mori.protocol.postgres.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("FutureReturnValueIgnored") // timers of the tests
final class LinkConnectorIT {
  private static final LinkConnector CONNECTOR = new LinkConnector();

  private static EmbeddedPostgres postgres;
  private static TestNode node;
  private static LoopCtx loop;
  private static Path ours;
  private static Path foreign;

  @TempDir static Path folder;

  @BeforeAll
  static void start() throws Exception {
    LeakWatch.install();
    postgres = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement()) {
      TestCertificate certificate = TestCertificate.forHost("localhost");
      certificate.install(connection);
      ours = certificate.save(folder.resolve("ours.crt"));
      foreign = TestCertificate.forHost("localhost").save(folder.resolve("foreign.crt"));
      statement.execute("CREATE ROLE scram LOGIN PASSWORD 'correct horse'");
      statement.execute("SET password_encryption = 'md5'");
      statement.execute("CREATE ROLE md5 LOGIN PASSWORD 'battery staple'");
      statement.execute("CREATE ROLE clear LOGIN PASSWORD 'in the open'");
      statement.execute("CREATE ROLE tls_only LOGIN PASSWORD 'a'");
      statement.execute("CREATE ROLE plain_only LOGIN PASSWORD 'b'");
      TestCertificate.write(
          connection,
          """
          host    all clear      127.0.0.1/32 password
          hostssl all tls_only   127.0.0.1/32 md5
          host    all tls_only   127.0.0.1/32 reject
          hostnossl all plain_only 127.0.0.1/32 md5
          host    all plain_only 127.0.0.1/32 reject
          host    all md5        127.0.0.1/32 md5
          host    all all        127.0.0.1/32 scram-sha-256
          """,
          "pg_hba.conf");
      statement.execute("SELECT pg_reload_conf()");
    }
    node = TestNode.start(1, Sockets.EPOLL);
    loop = node.loops().next();
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    postgres.close();
    assertThat(LeakWatch.reports()).isEmpty();
  }

  private static Endpoint endpoint(String user, String password) {
    return Endpoint.of("localhost", postgres.port(), user, Secret.of(password), "postgres");
  }

  private static Link connect(Endpoint endpoint) throws Exception {
    return TestNode.await(CONNECTOR.connect(endpoint, Map.of("application_name", "it"), loop));
  }

  private static LinkFailure failure(Endpoint endpoint) {
    return cause(LinkFailure.class, () -> connect(endpoint));
  }

  private static <T> T cause(
      Class<T> type, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return type.cast(java.util.Objects.requireNonNull(thrown.getCause()));
  }

  /** Runs a simple query on the loop and gives its messages, rows as text. */
  private static List<Object> query(Link link, String sql) throws Exception {
    List<Object> replies = new ArrayList<>();
    CompletableFuture<TransactionStatus> done = new CompletableFuture<>();
    loop.execute(
        () ->
            link.exchange(
                    List.of(new Query(sql)),
                    new ReplySink() {
                      @Override
                      public void message(BackendMessage message) {
                        replies.add(message);
                      }

                      @Override
                      public void rows(ByteBuf frames) {
                        replies.add(frames.toString(StandardCharsets.UTF_8));
                        frames.release();
                      }
                    })
                .whenComplete(
                    (status, thrown) -> {
                      if (thrown == null) {
                        done.complete(status);
                      } else {
                        done.completeExceptionally(thrown);
                      }
                    }));
    TestNode.await(done);
    return replies;
  }

  private static void end(Link link) throws Exception {
    loop.execute(link::close);
    TestNode.await(link.closed());
  }

  private static boolean encrypted(Link link) throws Exception {
    String rows =
        query(link, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").toString();
    return rows.contains("\u0000\u0001t");
  }

  @ParameterizedTest
  @EnumSource(SslMode.class)
  void everySslModeConnectsToATrustedServer(SslMode mode) throws Exception {
    Link link = connect(endpoint("scram", "correct horse").withSsl(mode, Optional.of(ours)));
    assertThat(encrypted(link)).isEqualTo(mode != SslMode.DISABLE && mode != SslMode.ALLOW);
    assertThat(link.parameters()).containsEntry("application_name", "it");
    assertThat(link.parameters()).containsEntry("server_version", "15.19");
    end(link);
  }

  @Test
  void aForeignRootIsRefusedByEveryModeThatChecks() {
    for (SslMode mode : List.of(SslMode.REQUIRE, SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
      LinkFailure failure =
          failure(endpoint("scram", "correct horse").withSsl(mode, Optional.of(foreign)));
      assertThat(failure.reason()).isEqualTo(LinkFailure.Reason.TLS);
      assertThat(failure).hasMessageContaining("TLS handshake failed");
    }
  }

  @Test
  void anUnknownRootIsRefusedByTheJvmsTrustStore() {
    for (SslMode mode : List.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
      assertThat(
              failure(endpoint("scram", "correct horse").withSsl(mode, Optional.empty())).reason())
          .isEqualTo(LinkFailure.Reason.TLS);
    }
  }

  @Test
  void onlyVerifyFullChecksTheHostName() throws Exception {
    Endpoint byAddress =
        Endpoint.of("127.0.0.1", postgres.port(), "scram", Secret.of("correct horse"), "postgres");
    end(connect(byAddress.withSsl(SslMode.VERIFY_CA, Optional.of(ours))));
    LinkFailure failure = failure(byAddress.withSsl(SslMode.VERIFY_FULL, Optional.of(ours)));
    assertThat(failure.reason()).isEqualTo(LinkFailure.Reason.TLS);
    assertThat(failure).hasMessageContaining("127.0.0.1");
  }

  @Test
  void aRootFileThatIsNotThereIsNamed() {
    LinkFailure failure =
        failure(
            endpoint("scram", "x")
                .withSsl(SslMode.VERIFY_CA, Optional.of(folder.resolve("missing.crt"))));
    assertThat(failure.reason()).isEqualTo(LinkFailure.Reason.UNSUPPORTED);
    assertThat(failure).hasMessageContaining("missing.crt\" cannot be read");
  }

  @Test
  void allowAndPreferTakeTheOtherWayWhenTheServerRefusesTheFirst() throws Exception {
    Link secured = connect(endpoint("tls_only", "a").withSsl(SslMode.ALLOW, Optional.empty()));
    assertThat(encrypted(secured)).isTrue();
    end(secured);
    Link plain = connect(endpoint("plain_only", "b").withSsl(SslMode.PREFER, Optional.empty()));
    assertThat(encrypted(plain)).isFalse();
    end(plain);
    assertThat(
            failure(endpoint("tls_only", "a").withSsl(SslMode.DISABLE, Optional.empty()))
                .serverError())
        .isPresent();
  }

  @Test
  void md5AndClearTextPasswordsAreAnswered() throws Exception {
    end(connect(endpoint("md5", "battery staple")));
    end(connect(endpoint("clear", "in the open")));
    end(connect(endpoint("clear", "in the open").withSsl(SslMode.DISABLE, Optional.empty())));
  }

  @Test
  void aWrongPasswordKeepsTheServersWords() {
    for (String user : List.of("scram", "md5", "clear")) {
      LinkFailure failure = failure(endpoint(user, "wrong"));
      assertThat(failure.reason()).isEqualTo(LinkFailure.Reason.AUTHENTICATION);
      assertThat(failure.serverError().orElseThrow().sqlState()).isEqualTo("28P01");
      assertThat(failure)
          .hasMessageContaining("password authentication failed for user \"" + user + "\"")
          .hasMessageNotContaining("wrong");
    }
  }

  @Test
  void aMissingPasswordIsOurFailure() {
    LinkFailure failure =
        failure(Endpoint.of("localhost", postgres.port(), "scram", Secret.none(), "postgres"));
    assertThat(failure.reason()).isEqualTo(LinkFailure.Reason.AUTHENTICATION);
    assertThat(failure).hasMessageContaining("none is configured");
  }

  @Test
  void aMissingDatabaseIsRejectedWithItsState() {
    LinkFailure failure = failure(endpoint("scram", "correct horse").withDatabase("nowhere"));
    assertThat(failure.reason()).isEqualTo(LinkFailure.Reason.REJECTED);
    assertThat(failure.serverError().orElseThrow().sqlState()).isEqualTo("3D000");
  }

  @Test
  void serversThatAreNotThereAreToldApart() throws Exception {
    int unused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = socket.getLocalPort();
    }
    assertThat(failure(Endpoint.of("127.0.0.1", unused, "u", Secret.none(), "d")).reason())
        .isEqualTo(LinkFailure.Reason.REFUSED);
    assertThat(failure(Endpoint.of("no-such-host.invalid", 5432, "u", Secret.none(), "d")).reason())
        .isEqualTo(LinkFailure.Reason.UNREACHABLE);
    assertThat(failure(Endpoint.of("/var/run", 5432, "u", Secret.none(), "d")))
        .hasMessageContaining("Unix socket");
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Endpoint patient =
          new Endpoint(
              "127.0.0.1",
              silent.getLocalPort(),
              "u",
              Secret.none(),
              "d",
              SslMode.DISABLE,
              Optional.empty(),
              Duration.ofMillis(300));
      assertThat(failure(patient).reason()).isEqualTo(LinkFailure.Reason.TIMEOUT);
      assertThat(failure(patient.withSsl(SslMode.REQUIRE, Optional.empty())).reason())
          .isEqualTo(LinkFailure.Reason.TIMEOUT);
    }
    assertThat(speaking("HTTP/1.1 400 Bad Request\r\n\r\n").reason())
        .isEqualTo(LinkFailure.Reason.PROTOCOL);
    assertThat(speaking("").reason()).isEqualTo(LinkFailure.Reason.PROTOCOL);
  }

  /** What becomes of a server that says this and hangs up. */
  private static LinkFailure speaking(String words) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = server.accept()) {
                  assertThat(socket.getInputStream().read()).isGreaterThanOrEqualTo(0);
                  socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      return failure(
          Endpoint.of("127.0.0.1", server.getLocalPort(), "u", Secret.none(), "d")
              .withSsl(SslMode.DISABLE, Optional.empty()));
    }
  }

  @Test
  void exchangesPipelineAndReportInOrder() throws Exception {
    Link link = connect(endpoint("scram", "correct horse"));
    List<String> order = new ArrayList<>();
    CompletableFuture<Void> last = new CompletableFuture<>();
    loop.execute(
        () -> {
          for (int i = 0; i < 100; i++) {
            int number = i;
            link.exchange(
                    List.of(new Query(i % 10 == 9 ? "SELEC" : "SELECT " + i)),
                    new ReplySink() {
                      @Override
                      public void message(BackendMessage message) {
                        if (message instanceof CommandComplete
                            || message instanceof ErrorResponse) {
                          order.add(number + message.getClass().getSimpleName());
                        }
                      }

                      @Override
                      public void rows(ByteBuf frames) {
                        frames.release();
                      }
                    })
                .whenComplete((status, thrown) -> order.add(number + " " + status));
          }
          assertThat(link.isQuiet()).isFalse();
          link.exchange(List.of(new Query("BEGIN")), new Ignore())
              .whenComplete((status, thrown) -> last.complete(null));
        });
    TestNode.await(last);
    assertThat(order).hasSize(200);
    for (int i = 0; i < 100; i++) {
      assertThat(order.get(2 * i))
          .isEqualTo(i + (i % 10 == 9 ? "ErrorResponse" : "CommandComplete"));
      assertThat(order.get(2 * i + 1)).isEqualTo(i + " IDLE");
    }
    assertThat(link.status()).isEqualTo(TransactionStatus.IN_TRANSACTION);
    end(link);
  }

  @Test
  void notificationsReachTheListener() throws Exception {
    Link link = connect(endpoint("scram", "correct horse"));
    List<BackendMessage> heard = new ArrayList<>();
    loop.execute(() -> link.onAsync(heard::add));
    query(link, "LISTEN news");
    try (Connection other = postgres.connect("postgres");
        Statement statement = other.createStatement()) {
      statement.execute("NOTIFY news, 'hello'");
    }
    await().untilAsserted(() -> assertThat(heard).hasSize(1));
    assertThat(((NotificationResponse) heard.getFirst()).payload()).isEqualTo("hello");
    end(link);
  }

  @Test
  void cancelEndsWhatRuns() throws Exception {
    for (SslMode mode : List.of(SslMode.DISABLE, SslMode.REQUIRE)) {
      Link link = connect(endpoint("scram", "correct horse").withSsl(mode, Optional.empty()));
      CompletableFuture<Void> cancelled = new CompletableFuture<>();
      loop.eventLoop()
          .schedule(
              () -> link.cancel().whenComplete((nothing, thrown) -> cancelled.complete(null)),
              300,
              java.util.concurrent.TimeUnit.MILLISECONDS);
      assertThat(query(link, "SELECT pg_sleep(50)").toString()).contains("57014");
      TestNode.await(cancelled);
      assertThat(query(link, "SELECT 7").toString()).contains("SELECT 1");
      end(link);
    }
  }

  @Test
  void aKilledBackendFailsWhatRunsWithTheServersWords() throws Exception {
    Link link = connect(endpoint("scram", "correct horse"));
    LinkLost lost =
        cause(
            LinkLost.class,
            () -> {
              loop.eventLoop()
                  .schedule(
                      LinkConnectorIT::killAll, 300, java.util.concurrent.TimeUnit.MILLISECONDS);
              query(link, "SELECT pg_sleep(50)");
            });
    assertThat(lost.serverError().orElseThrow().sqlState()).isEqualTo("57P01");
    assertThat(link.isOpen()).isFalse();
    assertThat(cause(LinkLost.class, () -> query(link, "SELECT 1")).serverError()).isPresent();
  }

  private static void killAll() {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Connection other = postgres.connect("postgres");
                  Statement statement = other.createStatement()) {
                statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
                        + " 'scram'");
              } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static final class Ignore implements ReplySink {
    @Override
    public void message(BackendMessage message) {}

    @Override
    public void rows(ByteBuf frames) {
      frames.release();
    }
  }
}
