package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.node.link.Link;
import dev.mori.node.link.LinkLost;
import dev.mori.node.sql.SqlCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class HydratorTest {
  private final List<ScriptedLink> made = new ArrayList<>();
  private final Queue<CompletableFuture<Link>> connecting = new ArrayDeque<>();
  private final ScriptedLink first = new ScriptedLink();
  private final ShadowSide shadow = new ShadowSide(first, 1, changed -> {});

  private CompletionStage<Link> connect() {
    ScriptedLink link = new ScriptedLink();
    made.add(link);
    return CompletableFuture.completedStage(link);
  }

  private CompletionStage<Link> connectSlowly() {
    CompletableFuture<Link> link = new CompletableFuture<>();
    connecting.add(link);
    return link;
  }

  private static void assertLost(CompletionStage<?> stage) {
    assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
    assertThatThrownBy(() -> stage.toCompletableFuture().join()).hasCauseInstanceOf(LinkLost.class);
  }

  @Test
  void whatIsDoneTogetherIsCommittedOnOneLink() {
    Hydrator hydrator = new Hydrator(this::connect, shadow, () -> false);
    CompletionStage<Integer> done =
        hydrator.together(
            place ->
                place
                    .run(SqlCall.of("one"))
                    .thenCompose(v -> place.run(SqlCall.of("two")))
                    .thenApply(v -> 7));
    assertThat(done).isCompletedWithValue(7);
    assertThat(made).hasSize(1);
    assertThat(made.getFirst().texts).containsExactly("BEGIN", "one", "two", "COMMIT");
  }

  @Test
  void aLinkLostInTheMiddleIsNotReplacedBeforeTheEnd() {
    Hydrator hydrator = new Hydrator(this::connect, shadow, () -> false);
    assertLost(
        hydrator.together(
            place ->
                place
                    .run(SqlCall.of("one"))
                    .thenCompose(
                        v -> {
                          made.getFirst().close();
                          return place.run(SqlCall.of("two"));
                        })));
    assertThat(made).hasSize(1);
    assertThat(made.getFirst().texts).containsExactly("BEGIN", "one");
    assertThat(hydrator.outside(List.of(SqlCall.of("three")))).isCompleted();
    assertThat(made.getLast().texts).containsExactly("three");
  }

  @Test
  void aFailureIsRolledBackAndToldAsItIs() {
    Hydrator hydrator = new Hydrator(this::connect, shadow, () -> false);
    CompletionStage<Integer> done =
        hydrator.together(
            place -> CompletableFuture.failedStage(new IllegalStateException("on purpose")));
    assertThatThrownBy(() -> done.toCompletableFuture().join()).hasRootCauseMessage("on purpose");
    assertThat(made.getFirst().texts).containsExactly("BEGIN", "ROLLBACK");
    assertThat(made.getFirst().isOpen()).isTrue();
  }

  @Test
  void aLinkThatComesAfterTheClientHasLeftIsClosed() {
    Hydrator hydrator = new Hydrator(this::connectSlowly, shadow, () -> false);
    CompletionStage<?> asked = hydrator.outside(List.of(SqlCall.of("one")));
    hydrator.close();
    ScriptedLink late = new ScriptedLink();
    connecting.remove().complete(late);
    assertThat(late.isOpen()).isFalse();
    assertLost(asked);
    assertLost(hydrator.outside(List.of(SqlCall.of("two"))));
    assertThat(connecting).isEmpty();
  }

  @Test
  void theSameHoldsForTheShadowAfterAReset() {
    shadow.close();
    ScriptedLink late = new ScriptedLink();
    assertThatThrownBy(() -> shadow.attach(late, 2)).isInstanceOf(LinkLost.class);
    assertThat(late.isOpen()).isFalse();
    assertThat(first.isOpen()).isFalse();
  }
}
