package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The harness itself: an honest stand-in passes, a flawed one is found out. */
class ConformanceRunIT {
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
  void anHonestRelayAnswersLikeACopyAndProdStaysAsItWas() throws Exception {
    Map<String, String> before = ProdFingerprint.take(servers.prodAsSuperuser());
    List<String> said = new ArrayList<>();
    try (RelayMori mori = new RelayMori(servers, List.of())) {
      Report report = new ConformanceRun(RunOptions.of(800, 11), servers, mori, said::add).run();
      assertThat(report.mismatches()).as("%s", said).isZero();
      assertThat(report.pairs()).isGreaterThanOrEqualTo(800);
    }
    assertThat(ProdFingerprint.differences(before, ProdFingerprint.take(servers.prodAsSuperuser())))
        .isEmpty();
  }

  @Test
  void aMissingCascadeIsFoundAndShrunk() throws Exception {
    List<String> said = new ArrayList<>();
    try (RelayMori mori = new RelayMori(servers, Flaws.NO_CASCADE)) {
      RunOptions options = RunOptions.of(5000, 3).withMaxMismatches(1);
      ConformanceRun run = new ConformanceRun(options, servers, mori, said::add);
      assertThat(run.run().mismatches()).isEqualTo(1);
      assertThat(run.scripts()).singleElement().asString().contains("shrunk to ");
    }
  }

  @Test
  void connectionsLostByAKillAreNotAMismatch() throws Exception {
    List<String> said = new ArrayList<>();
    try (RelayMori mori = new RelayMori(servers, List.of())) {
      RunOptions options = RunOptions.of(800, 5).withKill9(true);
      Report report = new ConformanceRun(options, servers, mori, said::add).run();
      assertThat(report.mismatches()).as("%s", said).isZero();
    }
  }
}
