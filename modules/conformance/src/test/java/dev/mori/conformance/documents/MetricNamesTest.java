package dev.mori.conformance.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mori.node.link.PoolCounters;
import dev.mori.node.metrics.NodeMetrics;
import dev.mori.node.session.ActivityLog;
import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard, the alert rules and docs/metrics.md name what a node measures. */
class MetricNamesTest {
  private static final Pattern NAME = Pattern.compile("\\bmori_[a-z_]+");
  private static final SessionName MAIN = new SessionName("shop", "main");

  @Test
  void theyNameWhatIsMeasured() throws IOException {
    Set<String> measured = measured();
    for (String file : List.of("deploy/grafana/dashboard.json", "deploy/grafana/alerts.yaml")) {
      assertThat(measured).as(file).containsAll(names(file));
    }
    Set<String> families =
        measured.stream()
            .map(name -> name.replaceAll("_seconds_(bucket|count|sum)$", "_seconds"))
            .collect(Collectors.toSet());
    assertThat(names("docs/metrics.md")).isEqualTo(families);
  }

  private static Set<String> measured() {
    try (NodeMetrics metrics = new NodeMetrics(ActivityLog.QUIET)) {
      metrics.decided(MAIN, new ActivityLog.Decision("PROD_DIRECT", "SELECT", 2_000_000));
      SessionView view =
          new SessionView(MAIN, 1, 1, "db", Marks.NONE, 0, SessionView.Standing.SETTLED);
      metrics.look(
          new NodeMetrics.Looks(
              () -> 1,
              () -> new PoolCounters(1, 1, 1, 1, 1, 1, 1, 1),
              () -> List.of(view),
              () -> Map.of("main", 8_192L)));
      return await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> namesIn(metrics.report()), names -> names.contains("mori_shadow_size_bytes"));
    }
  }

  private static Set<String> names(String file) throws IOException {
    return namesIn(Files.readString(Documents.root().resolve(file)));
  }

  private static Set<String> namesIn(String text) {
    return NAME.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
