package dev.mori.node.metrics;

import dev.mori.node.link.PoolCounters;
import dev.mori.node.session.ActivityLog;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import kamon.Kamon;
import kamon.metric.Histogram;
import kamon.metric.MeasurementUnit;
import kamon.metric.Metric;
import kamon.tag.TagSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node measures: each statement as it ends, everything else every few seconds. The names are
 * listed in docs/metrics.md. No value of a row is in it. Safe for use by any thread.
 */
public final class NodeMetrics implements ActivityLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMetrics.class);
  private static final String ENGINE = "postgres";

  /** Sessions that get a name in the measures; statements of more are counted as one. */
  private static final int SESSIONS = 500;

  private static final int SIZES_EVERY = 12;

  private final ActivityLog next;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mori-metrics").factory());
  private final Map<Key, Histogram> statements = new ConcurrentHashMap<>();
  private final Set<String> named = ConcurrentHashMap.newKeySet();
  private final Metric.Histogram statementTime =
      Kamon.histogram(
          "mori.statement.time", "Time that statements took", MeasurementUnit.time().nanoseconds());
  private final Metric.Gauge clients = Kamon.gauge("mori.clients", "Clients connected");
  private final Metric.Gauge links = Kamon.gauge("mori.prod.links", "Connections to production");
  private final Metric.Counter events =
      Kamon.counter("mori.prod.events", "What happened to connections to production");
  private final Metric.Gauge marks = Kamon.gauge("mori.session.marks", "Keys that may be local");
  private final Metric.Gauge trusted =
      Kamon.gauge("mori.session.trusted", "1 while this node has a lease of the session");
  private final Metric.Gauge epochs = Kamon.gauge("mori.session.epoch", "Grows with each reset");
  private final Metric.Gauge sizes =
      Kamon.gauge(
          "mori.shadow.size", "Size of sessions' databases", MeasurementUnit.information().bytes());
  private final Map<String, Long> counted = new HashMap<>();
  private Set<String> shown = Set.of();
  private int looks;

  private record Key(String session, String strategy, String outcome) {}

  /**
   * What is looked at every few seconds.
   *
   * @param clients connected now
   * @param prod the pool of connections to production
   * @param sessions those this node uses
   * @param sizes octets of the databases of sessions, by session; blocks
   */
  public record Looks(
      IntSupplier clients,
      Supplier<PoolCounters> prod,
      Supplier<List<SessionView>> sessions,
      Supplier<Map<String, Long>> sizes) {}

  /** Measures what is told to another log too. */
  public NodeMetrics(ActivityLog next) {
    this.next = next;
    looking.execute(Measures::report);
  }

  /** What Prometheus reads, some seconds old. */
  public String report() {
    return Measures.report();
  }

  /** Begins to look at a node. */
  public void look(Looks at) {
    var unused =
        looking.scheduleWithFixedDelay(
            () -> lookOnce(at), 0, Measures.TICK_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void decided(SessionName session, Decision decision) {
    next.decided(session, decision);
    String outcome =
        decision.strategy().equals("NOT_SUPPORTED")
            ? "refused"
            : decision.statement().endsWith("FAILED") ? "failed" : "done";
    statements
        .computeIfAbsent(
            new Key(label(session.session()), decision.strategy(), outcome),
            key ->
                statementTime.withTags(
                    TagSet.builder()
                        .add("engine", ENGINE)
                        .add("session", key.session())
                        .add("strategy", key.strategy())
                        .add("outcome", key.outcome())
                        .build()))
        .record(Math.max(0, decision.nanos()));
  }

  private String label(String session) {
    if (named.contains(session)) {
      return session;
    }
    return named.size() < SESSIONS && named.add(session) ? session : "(others)";
  }

  private void lookOnce(Looks at) {
    try {
      clients.withoutTags().update(at.clients().getAsInt());
      pool(at.prod().get());
      sessions(at.sessions().get());
      if (looks++ % SIZES_EVERY == 0) {
        at.sizes().get().forEach((session, size) -> sizes.withTags(of(session)).update(size));
      }
    } catch (RuntimeException e) {
      LOG.debug("nothing was measured this time", e);
    }
  }

  private void pool(PoolCounters pool) {
    links.withTag("state", "idle").update(pool.idle());
    links.withTag("state", "used").update(pool.used());
    links.withTag("state", "waiting").update(pool.waiting());
    count("lease", pool.leases());
    count("connect", pool.connects());
    count("failure", pool.failures());
    count("timeout", pool.timeouts());
    count("discard", pool.discarded());
  }

  private void count(String event, long total) {
    long before = counted.getOrDefault(event, 0L);
    events.withTag("event", event).increment(Math.max(0, total - before));
    counted.put(event, total);
  }

  private void sessions(List<SessionView> views) {
    Set<String> now = new HashSet<>();
    for (SessionView view : views) {
      String session = view.name().session();
      TagSet tags = of(session);
      now.add(session);
      marks.withTags(tags).update((double) view.marks().keyCount());
      trusted.withTags(tags).update(view.trusted() ? 1 : 0);
      epochs.withTags(tags).update((double) view.epoch());
    }
    for (String gone : shown) {
      if (!now.contains(gone)) {
        List.of(marks, trusted, epochs, sizes).forEach(gauge -> gauge.remove(of(gone)));
      }
    }
    shown = now;
  }

  private static TagSet of(String session) {
    return TagSet.of("session", session);
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
