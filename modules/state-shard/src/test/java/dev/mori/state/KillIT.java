package dev.mori.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.Marks;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An acknowledged mark survives kill -9 of the node at any instant. */
final class KillIT {

  private static final int KEYS = 100_000;

  @TempDir private Path directory;

  @Test
  void everyAcknowledgedMarkIsThereAfterTheProcessWasKilled() throws Exception {
    List<Long> acknowledged = markUntilKilled();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KEYS / MarkingProcess.BATCH);

    TestNode node = TestNode.start(directory, Reconciliation.none());
    try {
      Marks marks = node.open("shop/x", "ignored").view().marks();
      for (long first : acknowledged) {
        for (long key = first; key < first + MarkingProcess.BATCH; key++) {
          assertThat(marks.mayContain(Names.ORDERS, KeyMark.ofLong(key))).isTrue();
        }
      }
    } finally {
      node.close();
    }
  }

  /** The first keys of the batches whose acknowledgement the process could print. */
  private List<Long> markUntilKilled() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MarkingProcess.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> acknowledged = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("acked ")) {
          acknowledged.add(Long.parseLong(line.substring("acked ".length())));
        }
        if (acknowledged.size() == KEYS / MarkingProcess.BATCH) {
          process.toHandle().destroyForcibly(); // unlike Process, leaves its last lines readable
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return acknowledged;
  }
}
