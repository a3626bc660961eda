package dev.mori.state;

import java.util.List;

/** What a node tells and asks the cluster about members. */
interface Neighbourhood {

  /** What the nodes that belong together have in common. */
  String cluster();

  /** {@code host:port} where the others reach this node. */
  String address();

  /** Whether this node is a member now. */
  boolean isMember();

  /** Becomes the first member. */
  void found();

  /** Asks members to be let in, until one does. */
  void join(List<String> addresses);
}
