package dev.mori.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mori.node.shadow.EmbeddedPostgres;
import dev.mori.node.shadow.EmbeddedPostgresOptions;
import dev.mori.node.transport.LeakWatch;
import dev.mori.node.transport.LoopCtx;
import dev.mori.node.transport.Sockets;
import dev.mori.node.transport.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  private static void end(Link link) throws Exception {
    loop.execute(link::close);
    TestNode.await(link.closed());
  }

  private static boolean encrypted(Link link) throws Exception {
    String rows =
        Replies.query(link, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").toString();
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
}
