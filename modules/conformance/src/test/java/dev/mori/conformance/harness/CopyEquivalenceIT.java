package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Mori answers like a private copy, and prod stays as it was. The system properties
 * mori.conformance.pairs and mori.conformance.seed change how much is tried.
 */
class CopyEquivalenceIT {
  private static final int PAIRS = Integer.getInteger("mori.conformance.pairs", 5000);
  private static final long SEED = Long.getLong("mori.conformance.seed", 1);

  private static Servers servers;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.startForGenerator(0.02);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void generatedStatementsGetTheAnswersOfACopy() throws Exception {
    check(RunOptions.of(PAIRS, SEED).withMaxMismatches(3));
  }

  @Test
  void aKilledNodeLosesNothingThatWasAcknowledged() throws Exception {
    check(RunOptions.of(Math.min(PAIRS, 300), SEED + 1).withMaxMismatches(1).withKill9(true));
  }

  private static void check(RunOptions options) throws Exception {
    Map<String, String> before = ProdFingerprint.take(servers.prodAsSuperuser());
    List<String> said = new ArrayList<>();
    Report report;
    try (MoriUnderTest mori = Moris.of(Moris.kind(), servers)) {
      report = new ConformanceRun(options, servers, mori, said::add).run();
    }
    assertThat(report.mismatches()).as("%s", String.join("\n", said)).isZero();
    assertThat(report.pairs()).isGreaterThanOrEqualTo(options.pairs());
    Map<String, String> after = ProdFingerprint.take(servers.prodAsSuperuser());
    assertThat(ProdFingerprint.differences(before, after)).isEmpty();
  }
}
