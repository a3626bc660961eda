package dev.mori.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SavepointsTest {
  private final Savepoints savepoints = new Savepoints();

  @Test
  void aRollbackGoesBackToTheNewestOfItsName() {
    savepoints.set("a");
    long between = savepoints.now();
    savepoints.set("a");
    assertThat(savepoints.since("a")).isGreaterThan(between);
    savepoints.release("a");
    assertThat(savepoints.since("a")).isLessThan(between);
  }

  @Test
  void itTakesLaterOnesAlong() {
    savepoints.set("a");
    savepoints.set("b");
    long moment = savepoints.since("a");
    assertThat(savepoints.since("b")).isZero();
    assertThat(moment).isPositive();
  }

  @Test
  void nothingOutlivesTheTransaction() {
    savepoints.set("a");
    savepoints.clear();
    assertThat(savepoints.since("a")).isZero();
  }
}
