package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ownership of sessions among processes that share a journal, kept in the journal's database
 * ({@link RightsTable}); its rules are in {@link RightRules}.
 *
 * <p>A node renews its right at a fixed pace and counts it from before the statement was sent. The
 * others watch: whoever has seen no renewal for the right's duration and a margin deletes the
 * node's row, and from then on its sessions may be taken. No process compares its time with
 * another's. A node whose row was deleted begins anew under another name, and no title of the old
 * name ever holds again.
 */
final class NodeRights implements Ownership {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRights.class);
  private static final Duration RETRY = Duration.ofMillis(200);

  private final RightsTable table;
  private final RightSettings settings;
  private final Neighbourhood neighbourhood;
  private final Clocks clocks;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mori-rights").factory());

  // What follows is the worker's own.
  private final RightRules rules;
  private boolean member;
  private List<String> asked = List.of();
  private boolean failing;

  /**
   * Rights that are not renewed yet.
   *
   * @param neighbourhood where this node is, and how it becomes a member
   * @param clocks a right is held by the one and others' are waited for by the other
   */
  NodeRights(
      RightsTable table, RightSettings settings, Neighbourhood neighbourhood, Clocks clocks) {
    this.table = table;
    this.settings = settings;
    this.neighbourhood = neighbourhood;
    this.clocks = clocks;
    this.rules = new RightRules(settings);
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
    Optional<String> mine = rules.leave(now());
    try {
      if (mine.isPresent()) {
        table.leave(mine.get());
      }
    } catch (SQLException e) {
      LOG.info("others will wait for this node's right to end: {}", e.toString());
    } finally {
      table.close();
    }
  }

  private long now() {
    return clocks.holding().getAsLong();
  }

  /** One renewal, and a look at the others. */
  private void turn() {
    try {
      RightRules.Right mine = renew();
      watch();
      table.release(rules.leftovers(mine));
      meet(mine);
      failing = false;
    } catch (SQLException | RuntimeException e) {
      if (!failing) {
        LOG.warn("the journal's database does not answer: {}", e.toString());
      }
      failing = true;
    }
  }

  private RightRules.Right renew() throws SQLException {
    RightRules.Renewal renewal = rules.renew(now(), freshName());
    if (!renewal.isNew() && !table.beat(renewal.node())) {
      LOG.warn("this node was silent for too long; others may have taken its sessions");
      renewal = rules.expelled(renewal, freshName());
    }
    if (renewal.isNew()) {
      table.enter(renewal.node(), neighbourhood.cluster(), neighbourhood.address(), member);
    }
    return rules.renewed(renewal);
  }

  private static String freshName() {
    return UUID.randomUUID().toString();
  }

  /**
   * Joins the members there are; where there are none, one node founds the cluster. So two clusters
   * of one name never begin beside each other, whoever starts first and whatever the network does.
   */
  private void meet(RightRules.Right mine) throws SQLException {
    if (member) {
      return;
    }
    if (neighbourhood.isMember()) {
      table.joined(mine.node());
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
    } else if (members.isEmpty() && table.found(mine.node(), neighbourhood.cluster())) {
      neighbourhood.found();
      member = true;
    }
  }

  private void watch() throws SQLException {
    Map<String, Long> silent = rules.silent(table.beats(), clocks.waiting().getAsLong());
    for (Map.Entry<String, Long> node : silent.entrySet()) {
      boolean gone = table.expel(node.getKey(), node.getValue());
      LOG.info("node {} {}", node.getKey(), gone ? "is silent: its sessions are free" : "is back");
    }
  }

  /** A title under this node's right. */
  private final class SharedTitle implements Title {
    private final SessionName session;
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private final RightRules.Hold hold = new RightRules.Hold();

    SharedTitle(SessionName session) {
      this.session = session;
    }

    @Override
    public CompletionStage<Void> take() {
      later(this::attempt, Duration.ZERO);
      return taken;
    }

    private void attempt() {
      Optional<RightRules.Taking> taking = rules.taking(session, hold, now());
      try {
        if (taking.isPresent() && table.take(session, taking.get())) {
          rules.taken(hold);
          taken.complete(null);
          return;
        }
      } catch (SQLException e) {
        LOG.warn("session {} has no owner yet: {}", session, e.toString());
      }
      if (!hold.isGiven()) {
        later(this::attempt, RETRY);
      }
    }

    @Override
    public Duration left() {
      return hold.left(now());
    }

    @Override
    public void release(Duration after) {
      hold.give();
      later(this::free, after);
    }

    /** Unless a younger incarnation in this process has it. */
    private void free() {
      Optional<RightRules.Taking> taking = rules.free(session, hold);
      try {
        if (taking.isPresent()) {
          table.release(session, taking.get());
        }
      } catch (SQLException e) {
        LOG.warn("session {} could not be given up, trying again: {}", session, e.toString());
        rules.keep(session, hold);
        later(this::free, RETRY);
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
