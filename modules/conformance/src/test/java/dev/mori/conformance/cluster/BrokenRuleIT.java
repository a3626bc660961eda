package dev.mori.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What the fault run looks at would show that a rule is broken. */
@Tag("oracle")
class BrokenRuleIT {
  @Test
  void marksThatComeAfterTheCommitAreNoticed(TestReporter reporter) throws Exception {
    try (ClusterUnderTest cluster = ClusterUnderTest.startBroken(3, Crew.SCHEMA)) {
      Crew crew = new Crew(cluster);
      crew.begin(1);
      TimeUnit.SECONDS.sleep(20);
      crew.end();
      List<String> anomalies = new ArrayList<>(crew.anomalies());
      anomalies.addAll(CounterChecker.check(crew.history()));
      reporter.publishEntry(crew.operations() + " operations", anomalies.size() + " anomalies");
      assertThat(anomalies).isNotEmpty();
    }
  }
}
