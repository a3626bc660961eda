package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import scala.jdk.javaapi.CollectionConverters;

/** The nodes that serve sessions together, for people who look after them. */
public final class ClusterNodes {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static final String OWNERS =
      "select n.\"address\", o.\"session\" from \"mori_owner\" o join \"mori_node\" n"
          + " on n.\"node\" = o.\"node\"";

  private final ActorSystem<?> system;

  private ClusterNodes(ActorSystem<?> system) {
    this.system = system;
  }

  /** The nodes of the cluster that an actor system belongs to. */
  public static ClusterNodes of(ActorSystem<?> system) {
    return new ClusterNodes(system);
  }

  /** All of them, ordered by address; who decides about a session is read from the journal. */
  public CompletionStage<List<NodeInfo>> list() {
    return SessionSettings.of(system.settings().config()).exclusive() ? alone() : together();
  }

  private CompletionStage<List<NodeInfo>> alone() {
    return AskPattern.<ClusterShardingQuery, CurrentShardRegionState>ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetShardRegionState(LiveSessions.KEY, replyTo),
            LIMIT,
            system.scheduler())
        .thenApply(
            region ->
                List.of(
                    new NodeInfo(
                        "local", state(Cluster.get(system).selfMember()), true, here(region))));
  }

  private static List<SessionName> here(CurrentShardRegionState region) {
    Set<SessionName> names = new TreeSet<>();
    CollectionConverters.asJava(region.shards())
        .forEach(
            shard -> CollectionConverters.asJava(shard.entityIds()).forEach(id -> add(names, id)));
    return List.copyOf(names);
  }

  private CompletionStage<List<NodeInfo>> together() {
    return CompletableFuture.supplyAsync(
            this::owners, system.dispatchers().lookup(DispatcherSelector.blocking()))
        .thenApply(this::members);
  }

  private Map<String, Set<SessionName>> owners() {
    try (Connection connection = JournalTables.of(system.settings().config()).connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(OWNERS)) {
      Map<String, Set<SessionName>> owners = new HashMap<>();
      while (rows.next()) {
        add(owners.computeIfAbsent(rows.getString(1), node -> new TreeSet<>()), rows.getString(2));
      }
      return owners;
    } catch (SQLException e) {
      throw new CompletionException("the journal can not be read", e);
    }
  }

  private static void add(Set<SessionName> names, String name) {
    if (SessionName.parse(name) instanceof SessionName.Parsed.Valid valid) {
      names.add(valid.name());
    }
  }

  private List<NodeInfo> members(Map<String, Set<SessionName>> owners) {
    CurrentClusterState state = Cluster.get(system).state();
    Set<Member> unreachable = state.getUnreachable();
    Member self = Cluster.get(system).selfMember();
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .map(
            member -> {
              String address = address(member);
              return new NodeInfo(
                  address,
                  unreachable.contains(member) ? "unreachable" : state(member),
                  member.equals(self),
                  List.copyOf(owners.getOrDefault(address, Set.of())));
            })
        .sorted(Comparator.comparing(NodeInfo::address))
        .collect(Collectors.toList());
  }

  private static String address(Member member) {
    return member.address().getHost().orElse("")
        + ":"
        + member.address().getPort().map(String::valueOf).orElse("");
  }

  private static String state(Member member) {
    return member.status().toString().toLowerCase(Locale.ROOT);
  }
}
