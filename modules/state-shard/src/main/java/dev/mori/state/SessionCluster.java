package dev.mori.state;

import com.typesafe.config.Config;
import dev.mori.overlay.session.SessionName;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

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
    Clocks clocks = Clocks.ofSystem();
    ClusterNeighbourhood neighbourhood = new ClusterNeighbourhood(system);
    if (settings.exclusive()) {
      neighbourhood.found(); // Whoever has the journal alone is alone in its cluster.
    }
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    return CompletableFuture.runAsync(() -> bringUpToDate(journal), blocking)
        .thenApply(
            done -> {
              LeaseBook leases = new LeaseBook();
              Ownership ownership = ownership(neighbourhood, settings, journal, clocks);
              SessionEntity.Environment environment =
                  new SessionEntity.Environment(
                      reconciliation, leases, clocks.waiting(), ownership);
              ClusterSharding.get(system)
                  .init(
                      Entity.of(
                              LiveSessions.KEY,
                              entity ->
                                  SessionEntity.create(
                                      name(entity.getEntityId()),
                                      settings,
                                      environment,
                                      entity.getShard()))
                          .withStopMessage(ShadowSession.Stopping.HAND_OVER));
              LiveSessions sessions = new LiveSessions(system, settings, journal, clocks);
              CoordinatedShutdown.get(system)
                  .addTask(
                      CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                      "session-replicas",
                      sessions::leave);
              CoordinatedShutdown.get(system)
                  .addTask(
                      CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                      "session-titles",
                      () -> ownership.leave(leases.remaining(clocks.waiting().getAsLong())));
              return sessions;
            });
  }

  private static Ownership ownership(
      ClusterNeighbourhood neighbourhood,
      SessionSettings settings,
      JournalTables journal,
      Clocks clocks) {
    return settings.exclusive()
        ? Ownership.exclusive()
        : new NodeRights(
                new RightsTable(journal),
                RightSettings.of(neighbourhood.system().settings().config(), settings),
                neighbourhood,
                clocks)
            .begin();
  }

  private static void bringUpToDate(JournalTables journal) {
    try {
      journal.bringUpToDate();
    } catch (SQLException e) {
      throw new CompletionException("the journal can not be opened", e);
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
