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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // timers of the tests
final class ServerLinkIT {
  private static EmbeddedPostgres postgres;
  private static TestNode node;
  private static LoopCtx loop;

  @BeforeAll
  static void start() throws Exception {
    LeakWatch.install();
    postgres = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    try (Connection connection = postgres.connect("postgres")) {
      TestCertificate.forHost("localhost").install(connection);
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

  private static Link connect(SslMode mode) throws Exception {
    Endpoint endpoint =
        Endpoint.of(
            "localhost", postgres.port(), "postgres", Secret.of(postgres.password()), "postgres");
    return TestNode.await(
        new LinkConnector()
            .connect(
                endpoint.withSsl(mode, Optional.empty()), Map.of("application_name", "it"), loop));
  }

  private static List<Object> query(Link link, String sql) throws Exception {
    return Replies.query(link, sql);
  }

  private static void end(Link link) throws Exception {
    loop.execute(link::close);
    TestNode.await(link.closed());
  }

  private static LinkLost lost(ThrowingCallable action) {
    Throwable thrown = Objects.requireNonNull(catchThrowable(action));
    return (LinkLost) Objects.requireNonNull(thrown.getCause());
  }

  @Test
  void exchangesPipelineAndReportInOrder() throws Exception {
    Link link = connect(SslMode.DISABLE);
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
          link.exchange(List.of(new Query("BEGIN")), new Replies())
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
    Link link = connect(SslMode.DISABLE);
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
      Link link = connect(mode);
      CompletableFuture<Void> cancelled = new CompletableFuture<>();
      loop.eventLoop()
          .schedule(
              () -> link.cancel().whenComplete((nothing, thrown) -> cancelled.complete(null)),
              300,
              TimeUnit.MILLISECONDS);
      assertThat(query(link, "SELECT pg_sleep(50)").toString()).contains("57014");
      TestNode.await(cancelled);
      assertThat(query(link, "SELECT 7").toString()).contains("SELECT 1");
      end(link);
    }
  }

  @Test
  void aKilledBackendFailsWhatRunsWithTheServersWords() throws Exception {
    Link link = connect(SslMode.DISABLE);
    LinkLost lost =
        lost(
            () -> {
              loop.eventLoop().schedule(ServerLinkIT::killAll, 300, TimeUnit.MILLISECONDS);
              query(link, "SELECT pg_sleep(50)");
            });
    assertThat(lost.serverError().orElseThrow().sqlState()).isEqualTo("57P01");
    assertThat(link.isOpen()).isFalse();
    assertThat(lost(() -> query(link, "SELECT 1")).serverError()).isPresent();
  }

  private static void killAll() {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Connection other = postgres.connect("postgres");
                  Statement statement = other.createStatement()) {
                statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                        + " application_name = 'it'");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
  }
}
