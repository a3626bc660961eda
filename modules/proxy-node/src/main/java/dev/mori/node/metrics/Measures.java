package dev.mori.node.metrics;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import kamon.Kamon;
import kamon.metric.PeriodSnapshot;
import kamon.module.MetricReporter;
import kamon.prometheus.PrometheusSettings;
import kamon.prometheus.ScrapeDataBuilder;
import kamon.tag.TagSet;

/** Kamon, of which there is one for each process; whoever measures first starts it. */
final class Measures {
  /** How often what was measured becomes visible. */
  static final int TICK_SECONDS = 5;

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              kamon {
                environment.service = mori
                metric.tick-interval = %ds
                modules.prometheus-reporter.enabled = no
                init.hide-banner = yes
                prometheus {
                  start-embedded-http-server = no
                  include-environment-tags = no
                  buckets.time-buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
                }
              }
              """
                  .formatted(TICK_SECONDS))
          .withFallback(ConfigFactory.defaultReferenceUnresolved())
          .resolve();

  private Measures() {}

  private static final class Holder {
    private static final Report REPORT = begin();

    private static Report begin() {
      Kamon.initWithoutAttaching(CONFIG);
      Report report = new Report();
      Kamon.addReporter("mori", report);
      return report;
    }
  }

  /** What Prometheus reads, as of the last tick. */
  static String report() {
    return Holder.REPORT.text;
  }

  /**
   * The text for Prometheus. Counters and histograms are sums of all ticks; gauges are those of the
   * last one, so that those of a session that is gone are gone too, which Kamon's own report of
   * this kind does not do.
   */
  private static final class Report implements MetricReporter {
    private static final Duration EVER = Duration.ofDays(3650);

    private final PrometheusSettings.Generic settings =
        PrometheusSettings.readSettings(CONFIG.getConfig("kamon.prometheus"));
    private final PeriodSnapshot.Accumulator sums =
        PeriodSnapshot.accumulator(EVER, Duration.ZERO, EVER);
    private volatile String text = "";

    @Override
    public void reportPeriodSnapshot(PeriodSnapshot tick) {
      sums.add(tick);
      PeriodSnapshot sum = sums.peek();
      text =
          new ScrapeDataBuilder(settings, TagSet.Empty())
              .appendCounters(sum.counters())
              .appendGauges(tick.gauges())
              .appendHistograms(sum.histograms())
              .build();
    }

    @Override
    public void stop() {}

    @Override
    public void reconfigure(Config config) {}
  }
}
