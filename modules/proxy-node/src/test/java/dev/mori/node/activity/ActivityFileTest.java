package dev.mori.node.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ActivityFileTest {
  @TempDir Path folder;

  @Test
  void itAppendsAndBeginsAnewAtItsLimit() throws Exception {
    Path path = folder.resolve("activity.log");
    Files.writeString(path, "before\n");
    try (ActivityFile file = new ActivityFile(path, 10)) {
      file.add("first");
      await().untilAsserted(() -> assertThat(path).hasContent("before\nfirst"));
      file.add("second");
      await().untilAsserted(() -> assertThat(path).hasContent("second"));
    }
    assertThat(folder.resolve("activity.log.1")).hasContent("before\nfirst");
  }

  @Test
  void aDiskThatComesBackIsWrittenAgainAndTheGapIsNoted() throws Exception {
    Path away = folder.resolve("away");
    Path path = away.resolve("activity.log");
    try (ActivityFile file = new ActivityFile(path, 1_000)) {
      file.add("one");
      file.add("two");
      await().until(() -> file.leftOut() == 2);
      Files.createDirectory(away);
      file.add("three");
      await().untilAsserted(() -> assertThat(path).hasContent("2 lines are missing here\nthree"));
      assertThat(file.leftOut()).isZero();
    }
  }

  @Test
  void whatWaitsIsWrittenBeforeTheEnd() {
    Path path = folder.resolve("activity.log");
    try (ActivityFile file = new ActivityFile(path, 1_000_000)) {
      for (int i = 0; i < 5_000; i++) {
        file.add("line " + i);
      }
    }
    assertThat(path).content().startsWith("line 0\n").endsWith("line 4999\n");
  }
}
