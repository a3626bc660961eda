package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.history.Checker;
import dev.mori.conformance.history.Level;
import dev.mori.conformance.history.Workload;
import dev.mori.conformance.wire.Endpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many clients of one session at once: their history shows nothing that their isolation level
 * forbids.
 */
@Tag("oracle")
class HistoryIT {
  private static final long SEED = Long.getLong("mori.history.seed", 1);
  private static final int TRANSACTIONS = Integer.getInteger("mori.history.transactions", 40);

  private static Servers servers;
  private static MoriUnderTest mori;
  private static Endpoint node;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.01);
    servers.everywhere(Workload.SCHEMA);
    mori = Moris.of("node", servers);
    node = mori.start(servers.prod());
  }

  @AfterAll
  static void stop() {
    mori.close();
    servers.close();
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void aSessionKeepsWhatTheLevelPromises(Level level, TestReporter reporter) throws Exception {
    mori.reset();
    Workload.Played ours = play("mori", node, level, reporter);
    assertThat(Checker.check(ours.history(), level).anomalies()).isEmpty();
  }

  /** The judge is judged, and the workload is shown to be hard enough to need the level. */
  @ParameterizedTest
  @EnumSource(Level.class)
  void soDoesAPrivateCopyAndTheNextLevelItDoesNot(Level level, TestReporter reporter)
      throws Exception {
    Endpoint copy = servers.newCopy();
    try {
      Workload.Played theirs = play("copy", copy, level, reporter);
      assertThat(Checker.check(theirs.history(), level).anomalies()).isEmpty();
      level
          .stronger()
          .map(next -> Checker.check(theirs.history(), next).anomalies())
          .ifPresent(anomalies -> assertThat(anomalies).isNotEmpty());
    } finally {
      servers.drop(copy);
    }
  }

  private static Workload.Played play(String who, Endpoint at, Level level, TestReporter reporter)
      throws Exception {
    Workload.Played played = Workload.play(at, level, SEED, TRANSACTIONS);
    reporter.publishEntry(
        who + " " + level.sql(),
        "%s statements, %s transactions, %s committed, failed %s, %s dependencies"
            .formatted(
                played.statements(),
                played.history().size(),
                played.committed(),
                played.failures(),
                Checker.check(played.history(), level).edges()));
    return played;
  }
}
