package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class SessionActivityTest {
  private final SessionActivity activity = new SessionActivity(false);
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<Long> begun = new ArrayList<>();

  private CompletionStage<Long> begin(long ticket) {
    begun.add(ticket);
    return CompletableFuture.completedStage(ticket);
  }

  @Test
  void aStatementThatWaitsAtTheGateGoesOnOnItsOwnLoop() {
    activity.during(loop::add, this::begin);
    assertThat(activity.close(1)).isTrue();
    CompletionStage<Long> second = activity.during(loop::add, this::begin);
    assertThat(begun).containsExactly(1L);
    activity.reopen();
    assertThat(begun).containsExactly(1L);
    assertThat(loop).hasSize(1);
    loop.remove().run();
    assertThat(second).isCompletedWithValue(2L);
  }

  @Test
  void theGateStaysOpenWhileAnybodyRuns() {
    CompletableFuture<Long> running = new CompletableFuture<>();
    activity.during(loop::add, ticket -> running);
    assertThat(activity.close(1)).isFalse();
    running.complete(1L);
    assertThat(activity.close(1)).isTrue();
    activity.reopen();
    activity.during(loop::add, this::begin);
    assertThat(activity.close(1)).isFalse();
  }

  /** It may have taken a value after the other had looked where the sequences stand. */
  @Test
  void nothingIsGivenBackByWhoBeganBesideAnother() {
    CompletableFuture<Long> first = new CompletableFuture<>();
    activity.during(loop::add, ticket -> first);
    activity.during(loop::add, this::begin);
    first.complete(1L);
    assertThat(activity.close(2)).isFalse();
  }

  @Test
  void aStatementThatCannotEvenBeSentIsNotRunning() {
    CompletionStage<Long> failed =
        activity.during(
            loop::add,
            ticket -> {
              throw new IllegalStateException("on purpose");
            });
    assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
    assertThat(activity.close(1)).isTrue();
  }
}
