package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ownership of sessions among processes that share a journal, kept in the journal's database
 * ({@link RightsTable}).
 *
 * <p>A node renews its right at a fixed pace and counts it from before the statement was sent. The
 * others watch: whoever has seen no renewal for the right's duration and a margin deletes the
 * node's row, and from then on its sessions may be taken. All of that is measured by monotonic
 * clocks; no process compares its time with another's. A node whose row was deleted begins anew
 * under another name, and no title of the old name ever holds again.
 */
final class NodeRights implements Ownership {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRights.class);
  private static final Duration RETRY = Duration.ofMillis(200);

  private final RightsTable table;
  private final RightSettings settings;
  private final Neighbourhood neighbourhood;
  private final LongSupplier clock;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mori-rights").factory());

  // What follows is the worker's own.
  private final Map<String, Seen> others = new HashMap<>();
  private final Map<SessionName, SharedTitle> titles = new HashMap<>();
  private @Nullable Right right;
  private boolean member;
  private List<String> asked = List.of();
  private boolean failing;

  /** When a renewal of another node was seen first. */
  private record Seen(long beat, long at) {}

  /** What this process has under one name. */
  private static final class Right {
    private final String node;
    private volatile long end;

    Right(String node, long end) {
      this.node = node;
      this.end = end;
    }
  }

  /**
   * Rights that are not renewed yet.
   *
   * @param neighbourhood where this node is, and how it becomes a member
   * @param clock monotonic, in nanoseconds
   */
  NodeRights(
      RightsTable table, RightSettings settings, Neighbourhood neighbourhood, LongSupplier clock) {
    this.table = table;
    this.settings = settings;
    this.neighbourhood = neighbourhood;
    this.clock = clock;
  }

  /** Begins to renew this node's right and to watch the others'. */
  NodeRights begin() {
    var unused =
        worker.scheduleWithFixedDelay(
            this::turn, 0, settings.renewEvery().toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  @Override
  public Title to(SessionName session) {
    return new SharedTitle(session);
  }

  @Override
  public CompletionStage<Done> leave(Duration after) {
    CompletableFuture<Done> left = new CompletableFuture<>();
    var unused =
        worker.schedule(
            () -> {
              goAway();
              left.complete(Done.getInstance());
            },
            after.toNanos(),
            TimeUnit.NANOSECONDS);
    worker.shutdown();
    return left;
  }

  private void goAway() {
    Right mine = right;
    right = null;
    try {
      if (mine != null) {
        mine.end = clock.getAsLong();
        table.leave(mine.node);
      }
    } catch (SQLException e) {
      LOG.info("others will wait for this node's right to end: {}", e.toString());
    } finally {
      table.close();
    }
  }

  /** One renewal, and a look at the others. */
  private void turn() {
    try {
      Right mine = renew();
      watch();
      meet(mine);
      failing = false;
    } catch (SQLException | RuntimeException e) {
      if (!failing) {
        LOG.warn("the journal's database does not answer: {}", e.toString());
      }
      failing = true;
    }
  }

  private Right renew() throws SQLException {
    long begin = clock.getAsLong();
    Right mine = right;
    if (mine != null && table.beat(mine.node)) {
      mine.end = begin + settings.duration().toNanos();
      return mine;
    }
    if (mine != null) {
      LOG.warn("this node was silent for too long; others may have taken its sessions");
      mine.end = begin;
      titles.clear();
      right = null;
    }
    Right fresh = new Right(UUID.randomUUID().toString(), begin + settings.duration().toNanos());
    table.enter(fresh.node, neighbourhood.cluster(), neighbourhood.address(), member);
    right = fresh;
    return fresh;
  }

  /**
   * Joins the members there are; where there are none, one node founds the cluster. So two clusters
   * of one name never begin beside each other, whoever starts first and whatever the network does.
   */
  private void meet(Right mine) throws SQLException {
    if (member) {
      return;
    }
    if (neighbourhood.isMember()) {
      table.joined(mine.node);
      member = true;
      return;
    }
    // An earlier process at this address may still be listed; whoever asks itself founds a cluster.
    List<String> members =
        table.members(neighbourhood.cluster()).stream()
            .filter(address -> !address.equals(neighbourhood.address()))
            .toList();
    if (!members.isEmpty() && !members.equals(asked)) {
      neighbourhood.join(members);
      asked = members;
    } else if (members.isEmpty() && table.found(mine.node, neighbourhood.cluster())) {
      neighbourhood.found();
      member = true;
    }
  }

  private void watch() throws SQLException {
    Map<String, Long> beats = table.beats();
    long now = clock.getAsLong();
    others.keySet().retainAll(beats.keySet());
    for (Map.Entry<String, Long> beat : beats.entrySet()) {
      Seen seen = others.get(beat.getKey());
      if (seen == null || seen.beat != beat.getValue()) {
        others.put(beat.getKey(), new Seen(beat.getValue(), now));
      } else if (!isMine(beat.getKey()) && now - seen.at > settings.silence().toNanos()) {
        boolean gone = table.expel(beat.getKey(), seen.beat);
        LOG.info(
            "node {} {}", beat.getKey(), gone ? "is silent: its sessions are free" : "is back");
      }
    }
  }

  private boolean isMine(String node) {
    return right != null && right.node.equals(node);
  }

  /** A title under this node's right. */
  private final class SharedTitle implements Title {
    private final SessionName session;
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private volatile @Nullable Right under;
    private volatile boolean given;

    SharedTitle(SessionName session) {
      this.session = session;
    }

    @Override
    public CompletionStage<Void> take() {
      later(this::attempt, Duration.ZERO);
      return taken;
    }

    private void attempt() {
      if (given) {
        return;
      }
      Right mine = right;
      try {
        if (mine != null && mine.end - clock.getAsLong() > 0 && table.take(session, mine.node)) {
          titles.put(session, this);
          under = mine;
          taken.complete(null);
          return;
        }
      } catch (SQLException e) {
        LOG.warn("session {} has no owner yet: {}", session, e.toString());
      }
      later(this::attempt, RETRY);
    }

    @Override
    public boolean holdsFor(Duration time) {
      Right mine = under;
      return mine != null && !given && mine.end - clock.getAsLong() > time.toNanos();
    }

    @Override
    public void release(Duration after) {
      given = true;
      later(this::free, after);
    }

    /** Unless a younger incarnation in this process has it. */
    private void free() {
      Right mine = under;
      if (mine != null && titles.remove(session, this)) {
        try {
          table.release(session, mine.node);
        } catch (SQLException e) {
          LOG.warn("session {} could not be given up, trying again: {}", session, e.toString());
          titles.put(session, this);
          later(this::free, RETRY);
        }
      }
    }
  }

  private void later(Runnable work, Duration delay) {
    try {
      var unused = worker.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the node is leaving; its right ends with it");
    }
  }
}
