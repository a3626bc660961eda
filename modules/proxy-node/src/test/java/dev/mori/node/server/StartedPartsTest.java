package dev.mori.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedPartsTest {
  private final List<String> closed = new ArrayList<>();
  private final StartedParts parts = new StartedParts();

  @Test
  void partsAreClosedInTheirOrderWhateverWasStartedFirst() {
    add(StartedParts.Part.SHADOW_SERVER);
    add(StartedParts.Part.ACTORS);
    add(StartedParts.Part.LOOPS);
    add(StartedParts.Part.SERVER);
    parts.close();
    assertThat(closed).containsExactly("SERVER", "ACTORS", "LOOPS", "SHADOW_SERVER");
    parts.close();
    assertThat(closed).hasSize(4);
  }

  /** A server that did not drain in time left actor system, journal and shadow server running. */
  @Test
  void whatDoesNotCloseKeepsNothingElseOpen() {
    RuntimeException first = new IllegalStateException("not drained");
    Error second = new AssertionError("bug");
    parts.add(
        StartedParts.Part.SERVER,
        () -> {
          throw first;
        });
    parts.add(
        StartedParts.Part.PROD,
        () -> {
          throw second;
        });
    add(StartedParts.Part.ACTORS);
    add(StartedParts.Part.SHADOW_SERVER);
    assertThat(catchThrowable(parts::close)).isSameAs(first);
    assertThat(first.getSuppressed()[0]).hasCause(second);
    assertThat(closed).containsExactly("ACTORS", "SHADOW_SERVER");
  }

  private void add(StartedParts.Part part) {
    parts.add(part, () -> closed.add(part.name()));
  }
}
