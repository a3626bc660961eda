package dev.mori.state;

import com.typesafe.config.Config;
import dev.mori.overlay.session.SessionName;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/** Starts the sessions of a node on its actor system. */
public final class SessionCluster {

  private SessionCluster() {}

  /**
   * Brings the journal's tables up to date, joins the cluster and starts sharding.
   *
   * @param system the node's actor system; its configuration comes from {@link StateConfig}
   * @param reconciliation reads the ledgers of the shadows
   * @return completes when sessions can be opened; exceptionally when the journal can not be opened
   */
  public static CompletionStage<Sessions> start(
      ActorSystem<?> system, Reconciliation reconciliation) {
    Config root = system.settings().config();
    SessionSettings settings = SessionSettings.of(root);
    JournalTables journal = JournalTables.of(root);
    LongSupplier ticker = System::nanoTime;
    join(system, root.getStringList("mori.cluster.seeds"));
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    return CompletableFuture.runAsync(() -> bringUpToDate(journal), blocking)
        .thenApply(
            done -> {
              ShadowSession.Environment environment =
                  new ShadowSession.Environment(reconciliation, new LeaseBook(settings), ticker);
              ClusterSharding.get(system)
                  .init(
                      Entity.of(
                          LiveSessions.KEY,
                          entity ->
                              ShadowSession.create(
                                  name(entity.getEntityId()), settings, environment)));
              LiveSessions sessions = new LiveSessions(system, settings, journal, ticker);
              CoordinatedShutdown.get(system)
                  .addTask(
                      CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                      "session-replicas",
                      sessions::leave);
              return sessions;
            });
  }

  private static void bringUpToDate(JournalTables journal) {
    try {
      journal.bringUpToDate();
    } catch (SQLException e) {
      throw new CompletionException("the journal can not be opened", e);
    }
  }

  private static void join(ActorSystem<?> system, List<String> seeds) {
    Cluster cluster = Cluster.get(system);
    if (seeds.isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else {
      List<Address> addresses =
          seeds.stream()
              .map(seed -> AddressFromURIString.parse("pekko://" + system.name() + "@" + seed))
              .toList();
      cluster.manager().tell(new JoinSeedNodes(addresses));
    }
  }

  private static SessionName name(String entityId) {
    return switch (SessionName.parse(entityId)) {
      case SessionName.Parsed.Valid valid -> valid.name();
      case SessionName.Parsed.Invalid invalid ->
          throw new IllegalArgumentException(invalid.reason());
    };
  }
}
