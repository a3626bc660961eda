package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mori.overlay.session.SessionName;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class OpenOnceTest {
  private static final SessionName NAME =
      ((SessionName.Parsed.Valid) SessionName.of("shop", "main")).name();

  private record Opening(boolean create, CompletableFuture<String> stage) {}

  private final Queue<Opening> openings = new ArrayDeque<>();
  private final Set<String> over = new HashSet<>();
  private final OpenOnce<String> open =
      new OpenOnce<>(
          (name, create) -> {
            Opening opening = new Opening(create, new CompletableFuture<>());
            openings.add(opening);
            return opening.stage();
          },
          over::contains);

  private CompletableFuture<String> get(boolean create) {
    return open.get(NAME, create).toCompletableFuture();
  }

  @Test
  void whoAsksWhileItIsOpenedSharesIt() {
    CompletableFuture<String> first = get(true);
    CompletableFuture<String> second = get(true);
    openings.remove().stage().complete("one");
    assertThat(first).isCompletedWithValue("one");
    assertThat(second).isCompletedWithValue("one");
    assertThat(get(false)).isCompletedWithValue("one");
    assertThat(openings).isEmpty();
  }

  @Test
  void aFailureIsNotKeptAndDoesNotTakeItsSuccessorAway() {
    CompletableFuture<String> first = get(true);
    openings.remove().stage().completeExceptionally(new IllegalStateException("on purpose"));
    assertThatThrownBy(first::join).hasRootCauseMessage("on purpose");
    CompletableFuture<String> second = get(true);
    openings.remove().stage().complete("two");
    assertThat(second).isCompletedWithValue("two");
    assertThat(get(true)).isCompletedWithValue("two");
  }

  @Test
  void whoMayMakeItDoesNotFailWithWhoMayNot() {
    CompletableFuture<String> finder = get(false);
    CompletableFuture<String> maker = get(true);
    openings
        .remove()
        .stage()
        .completeExceptionally(new NodeSessions.NoSuchSession("there is none"));
    assertThatThrownBy(finder::join).hasCauseInstanceOf(NodeSessions.NoSuchSession.class);
    Opening second = openings.remove();
    assertThat(second.create()).isTrue();
    second.stage().complete("made");
    assertThat(maker).isCompletedWithValue("made");
  }

  @Test
  void whatIsOverIsOpenedAnew() {
    assertThat(get(true)).isNotDone();
    openings.remove().stage().complete("one");
    over.add("one");
    CompletableFuture<String> second = get(true);
    assertThat(second).isNotDone();
    openings.remove().stage().complete("two");
    open.forget(NAME, "one");
    assertThat(get(true)).isCompletedWithValue("two");
    open.forget(NAME, "two");
    assertThat(get(true)).isNotDone();
  }
}
