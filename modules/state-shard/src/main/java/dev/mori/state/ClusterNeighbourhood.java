package dev.mori.state;

import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/**
 * The Pekko cluster of an actor system.
 *
 * @param system whose node
 */
record ClusterNeighbourhood(ActorSystem<?> system) implements Neighbourhood {

  @Override
  public String cluster() {
    return system.settings().config().getString("mori.cluster.name");
  }

  @Override
  public String address() {
    return self().hostPort().substring(system.name().length() + 1);
  }

  @Override
  public boolean isMember() {
    return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
  }

  @Override
  public void found() {
    Cluster.get(system).manager().tell(Join.create(self()));
  }

  @Override
  public void join(List<String> addresses) {
    List<Address> members =
        addresses.stream()
            .map(each -> AddressFromURIString.parse("pekko://" + system.name() + "@" + each))
            .toList();
    Cluster.get(system).manager().tell(new JoinSeedNodes(members));
  }

  private Address self() {
    return Cluster.get(system).selfMember().address();
  }
}
