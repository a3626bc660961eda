package dev.mori.state;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, network, journal and shadow in one thread: one seed, one course of things. Everything that
 * happens is an event with a time; between two events nothing changes. Times are nanoseconds that
 * no node knows.
 */
final class SimWorld {
  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000 * MILLI;
  static final int NODES = 3;
  private static final int TRACE = 400;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final boolean[][] cut = new boolean[NODES][NODES];
  private final List<String> trace = new ArrayList<>();
  private final List<SimNode> nodes = new ArrayList<>();
  private final SimDatabase journalLink;
  private final SimDatabase shadowLink;
  private final SimJournal journal = new SimJournal();
  private final SimShadow shadow = new SimShadow();
  private final SimChecks checks;
  private final Random random;
  private final Broken broken;
  private final boolean tracing;
  private @Nullable IllegalStateException violation;
  private Consumer<SimNode> stumble = node -> {};
  private double loss;
  private long now;
  private long order;
  private long ids;

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  SimWorld(long seed, Broken broken, boolean tracing) {
    this.random = new Random(seed);
    this.broken = broken;
    this.tracing = tracing;
    this.checks = new SimChecks(this);
    this.journalLink = new SimDatabase(this, "journal");
    this.shadowLink = new SimDatabase(this, "shadow");
    for (int i = 0; i < NODES; i++) {
      nodes.add(new SimNode(this, i));
    }
  }

  Random random() {
    return random;
  }

  /** From zero up to this. */
  long upTo(long limit) {
    return (long) (random.nextDouble() * limit);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  Broken broken() {
    return broken;
  }

  long now() {
    return now;
  }

  long freshId() {
    return ++ids;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  SimDatabase journalLink() {
    return journalLink;
  }

  SimDatabase shadowLink() {
    return shadowLink;
  }

  SimJournal journal() {
    return journal;
  }

  SimShadow shadow() {
    return shadow;
  }

  SimChecks checks() {
    return checks;
  }

  void after(long delay, Runnable what) {
    events.add(new Event(now + delay, order++, what));
  }

  /** The next event, and a look at the invariants; false when nothing is left. */
  boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    now = next.at();
    next.what().run();
    checks.look();
    if (violation != null) {
      throw violation;
    }
    return true;
  }

  void runFor(long time) {
    long end = now + time;
    while (!events.isEmpty() && events.element().at() <= end) {
      step();
    }
    now = end;
  }

  /** How long something is on its way: mostly short, sometimes long, now and then very long. */
  long travel() {
    double kind = random.nextDouble();
    return kind < 0.95
        ? MILLI / 5 + upTo(2 * MILLI)
        : kind < 0.995 ? upTo(300 * MILLI) : upTo(6 * SECOND);
  }

  /** Between two nodes: may be lost, delayed, overtaken, and come twice. */
  void send(SimNode from, int to, Consumer<SimProcess> arrival) {
    if (from.index() == to) {
      after(MILLI / 100, () -> nodes.get(to).give(arrival));
    } else if (!cut[from.index()][to] && !chance(loss)) {
      after(travel(), () -> nodes.get(to).give(arrival));
      if (chance(0.01)) {
        after(travel(), () -> nodes.get(to).give(arrival));
      }
    }
  }

  /** Two nodes lose each other, or find each other again; one direction only counts as well. */
  void cut(int from, int to, boolean apart) {
    cut[from][to] = apart;
  }

  void lose(double share) {
    loss = share;
  }

  /** What {@link SimFaults} does at a bad moment. */
  void onStumble(Consumer<SimNode> what) {
    stumble = what;
  }

  void stumble(SimNode node) {
    stumble.accept(node);
  }

  void trace(Supplier<String> what) {
    if (tracing) {
      trace.add("%10.4f %s".formatted(now / (double) SECOND, what.get()));
    }
  }

  /** The last of what happened. */
  String story() {
    return String.join("\n", trace.subList(Math.max(0, trace.size() - TRACE), trace.size()));
  }

  /** Something must not be so; the first one ends the step, whoever catches this. */
  IllegalStateException violation(String what) {
    IllegalStateException found =
        new IllegalStateException("at %.4f s: %s".formatted(now / (double) SECOND, what));
    violation = violation == null ? found : violation;
    return found;
  }
}
