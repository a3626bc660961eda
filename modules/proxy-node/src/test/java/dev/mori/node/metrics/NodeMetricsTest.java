package dev.mori.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mori.node.link.PoolCounters;
import dev.mori.node.session.ActivityLog;
import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
  private static final SessionName MAIN = new SessionName("shop", "main");

  private final AtomicReference<List<SessionView>> sessions =
      new AtomicReference<>(
          List.of(new SessionView(MAIN, 3, 7, "db", Marks.NONE, 0, SessionView.Standing.SETTLED)));
  private final NodeMetrics metrics = new NodeMetrics(ActivityLog.QUIET);

  @BeforeEach
  void measure() {
    metrics.decided(MAIN, new ActivityLog.Decision("PROD_DIRECT", "SELECT", 2_000_000));
    metrics.decided(MAIN, new ActivityLog.Decision("SHADOW_WRITE", "INSERT FAILED", 4_000_000));
    metrics.decided(MAIN, new ActivityLog.Decision("NOT_SUPPORTED", "SELECT FAILED", 1_000));
    metrics.look(
        new NodeMetrics.Looks(
            () -> 5,
            () -> new PoolCounters(1, 2, 3, 4, 5, 6, 7, 8),
            sessions::get,
            () -> Map.of("main", 8_192L)));
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void reportsWhatWasMeasured() {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(metrics.report().lines())
                    .contains(
                        "mori_clients 5.0",
                        "mori_prod_links{state=\"used\"} 2.0",
                        "mori_prod_events_total{event=\"failure\"} 6.0",
                        "mori_session_epoch{session=\"main\"} 3.0",
                        "mori_session_trusted{session=\"main\"} 1.0",
                        "mori_session_marks{session=\"main\"} 0.0",
                        "mori_shadow_size_bytes{session=\"main\"} 8192.0")
                    .anyMatch(line -> isCount(line, "done"))
                    .anyMatch(line -> isCount(line, "failed"))
                    .anyMatch(line -> isCount(line, "refused")));
    sessions.set(List.of());
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !metrics.report().contains("mori_session_epoch{"));
  }

  private static boolean isCount(String line, String outcome) {
    return line.startsWith("mori_statement_time_seconds_count{")
        && line.contains("outcome=\"" + outcome + "\"")
        && line.contains("engine=\"postgres\"")
        && line.contains("session=\"main\"");
  }
}
