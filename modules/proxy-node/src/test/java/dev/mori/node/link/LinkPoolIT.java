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
import dev.mori.protocol.postgres.FrontendMessage.Query;
import io.netty.buffer.ByteBuf;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LinkPoolIT {
  private static EmbeddedPostgres postgres;
  private static TestNode node;
  private static LoopCtx here;
  private static LoopCtx there;

  private LinkPool pool = pool(2, 10, 5_000, 60_000);

  @BeforeAll
  static void start() {
    LeakWatch.install();
    postgres = EmbeddedPostgres.start(EmbeddedPostgresOptions.temporary());
    node = TestNode.start(2, Sockets.NIO);
    here = node.loops().all().get(0);
    there = node.loops().all().get(1);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    postgres.close();
    assertThat(LeakWatch.reports()).isEmpty();
  }

  @AfterEach
  void closePool() {
    pool.close();
    await().untilAsserted(() -> assertThat(pool.counters().used()).isZero());
  }

  private static LinkPool pool(int cap, int waiters, int waitMillis, int idleMillis) {
    return new LinkPool(
        new LinkConnector(),
        Endpoint.of(
            "127.0.0.1",
            postgres == null ? 1 : postgres.port(),
            "postgres",
            postgres == null ? Secret.none() : Secret.of(postgres.password()),
            "postgres"),
        Map.of("application_name", "pool"),
        new PoolSettings(
            cap, waiters, Duration.ofMillis(waitMillis), Duration.ofMillis(idleMillis)));
  }

  private static <T> T on(LoopCtx loop, Supplier<CompletionStage<T>> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(
        () ->
            action
                .get()
                .whenComplete(
                    (value, thrown) -> {
                      if (thrown == null) {
                        done.complete(value);
                      } else {
                        done.completeExceptionally(thrown);
                      }
                    }));
    return TestNode.await(done);
  }

  private static void run(LoopCtx loop, Runnable action) throws Exception {
    TestNode.await(CompletableFuture.runAsync(action, loop));
  }

  private Lease lease(LoopCtx loop) throws Exception {
    return on(loop, () -> pool.lease(loop));
  }

  private LinkFailure refused(LoopCtx loop) {
    Throwable thrown = catchThrowable(() -> lease(loop));
    return (LinkFailure) Objects.requireNonNull(Objects.requireNonNull(thrown).getCause());
  }

  private static void query(LoopCtx loop, Link link, String sql) throws Exception {
    on(
        loop,
        () ->
            link.exchange(
                List.of(new Query(sql)),
                new ReplySink() {
                  @Override
                  public void message(BackendMessage message) {}

                  @Override
                  public void rows(ByteBuf frames) {
                    frames.release();
                  }
                }));
  }

  @Test
  void aReleasedLinkIsLeasedAgainOnItsLoop() throws Exception {
    Lease first = lease(here);
    Link link = first.link();
    run(here, first::release);
    Lease second = lease(here);
    assertThat(second.link()).isSameAs(link);
    run(here, second::release);
    run(here, second::release);
    assertThat(pool.counters()).isEqualTo(new PoolCounters(1, 0, 0, 2, 1, 0, 0, 0));
  }

  @Test
  void anotherLoopGetsALinkOfItsOwnInTheSameSlot() throws Exception {
    pool = pool(1, 10, 5_000, 60_000);
    Lease first = lease(here);
    run(here, first::release);
    Lease second = lease(there);
    assertThat(second.link().executor()).isSameAs(there.eventLoop());
    await().untilAsserted(() -> assertThat(first.link().isOpen()).isFalse());
    run(there, second::release);
    assertThat(pool.counters().idle()).isEqualTo(1);
  }

  @Test
  void whoWaitsGetsTheNextLinkInOrder() throws Exception {
    pool = pool(1, 10, 5_000, 60_000);
    Lease held = lease(here);
    List<Integer> order = new ArrayList<>();
    CompletableFuture<Void> all = new CompletableFuture<>();
    run(
        here,
        () -> {
          for (int i = 0; i < 5; i++) {
            int number = i;
            pool.lease(here)
                .thenAccept(
                    lease -> {
                      order.add(number);
                      here.execute(lease::release);
                      if (number == 4) {
                        all.complete(null);
                      }
                    });
          }
        });
    assertThat(pool.counters().waiting()).isEqualTo(5);
    run(here, held::release);
    TestNode.await(all);
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aWaiterOfAnotherLoopIsNotPassedOverForLong() throws Exception {
    pool = pool(1, 10, 5_000, 60_000);
    Lease held = lease(here);
    CompletableFuture<Lease> foreign = new CompletableFuture<>();
    there.execute(() -> pool.lease(there).thenAccept(foreign::complete));
    await().until(() -> pool.counters().waiting() == 1);
    await().pollDelay(Duration.ofMillis(100)).until(() -> true);
    run(here, held::release);
    Lease given = TestNode.await(foreign);
    assertThat(given.link().executor()).isSameAs(there.eventLoop());
    run(there, given::release);
  }

  @Test
  void waitingEndsAfterItsTimeAndTheQueueHasABound() throws Exception {
    pool = pool(1, 1, 300, 60_000);
    Lease held = lease(here);
    here.execute(() -> pool.lease(here).exceptionally(thrown -> held));
    await().until(() -> pool.counters().waiting() == 1);
    assertThat(refused(here).reason()).isEqualTo(LinkFailure.Reason.POOL_EXHAUSTED);
    await().until(() -> pool.counters().waiting() == 0);
    assertThat(refused(here)).hasMessageContaining("within 300 ms (at most 1 are open at once)");
    assertThat(pool.counters().timeouts()).isEqualTo(3);
    run(here, held::release);
  }

  @Test
  void aLinkThatComesBackUnfitIsClosedAndItsSlotFree() throws Exception {
    Lease inTransaction = lease(here);
    query(here, inTransaction.link(), "BEGIN");
    run(here, inTransaction::release);
    assertThat(inTransaction.link().isOpen()).isFalse();
    Lease running = lease(here);
    run(
        here,
        () -> {
          running
              .link()
              .exchange(List.of(new Query("SELECT pg_sleep(9)")), new Discard())
              .exceptionally(lost -> running.link().status());
          running.release();
        });
    assertThat(running.link().isOpen()).isFalse();
    Lease unwanted = lease(here);
    run(here, unwanted::discard);
    assertThat(pool.counters()).isEqualTo(new PoolCounters(0, 0, 0, 3, 3, 0, 0, 3));
  }

  @Test
  void idleLinksAreClosedAfterTheirTime() throws Exception {
    pool = pool(2, 10, 1000, 200);
    Lease lease = lease(here);
    run(here, lease::release);
    await().untilAsserted(() -> assertThat(pool.counters().idle()).isZero());
    assertThat(pool.counters().used()).isZero();
    assertThat(lease.link().isOpen()).isFalse();
  }

  @Test
  void anIdleLinkThatDiesFreesItsSlot() throws Exception {
    Lease lease = lease(here);
    run(here, lease::release);
    try (Connection other = postgres.connect("postgres");
        Statement statement = other.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pool'");
    }
    await().untilAsserted(() -> assertThat(pool.counters().idle()).isZero());
    Lease again = lease(here);
    query(here, again.link(), "SELECT 1");
    run(here, again::release);
  }

  @Test
  void aServerThatIsNotThereFailsEveryWaiterAndLeavesNoSlotUsed() throws Exception {
    pool =
        new LinkPool(
            new LinkConnector(),
            Endpoint.of("127.0.0.1", 1, "u", Secret.none(), "d"),
            Map.of(),
            new PoolSettings(1, 10, Duration.ofSeconds(5), Duration.ofSeconds(60)));
    AtomicInteger failed = new AtomicInteger();
    run(
        here,
        () -> {
          for (int i = 0; i < 5; i++) {
            pool.lease(here)
                .whenComplete(
                    (lease, thrown) -> {
                      if (thrown instanceof LinkFailure failure
                          && failure.reason() == LinkFailure.Reason.REFUSED) {
                        failed.incrementAndGet();
                      }
                    });
          }
        });
    await().untilAsserted(() -> assertThat(failed.get()).isEqualTo(5));
    assertThat(pool.counters().used()).isZero();
    assertThat(pool.counters().failures()).isEqualTo(5);
  }

  @Test
  void aClosedPoolGivesNothingAndTakesBackWhatIsOut() throws Exception {
    Lease out = lease(here);
    pool.close();
    assertThat(refused(here)).hasMessageContaining("is closed");
    run(here, out::release);
    assertThat(out.link().isOpen()).isFalse();
  }

  private static final class Discard implements ReplySink {
    @Override
    public void message(BackendMessage message) {}

    @Override
    public void rows(ByteBuf frames) {
      frames.release();
    }
  }
}
