package dev.mori.conformance.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What a cluster's nodes are connected by: from each node a link to each other node, and one to the
 * server they have in common, each of which can be cut alone. No rights are needed: every node
 * reads the others' names in a hosts file of its own, where they are addresses of its own links.
 */
final class Network implements AutoCloseable {
  private static final int COMMON = 100;

  /** Under this name nodes know the server that they have in common. */
  static final String SERVER = "common";

  private final List<Way> ways = new ArrayList<>();

  /** A link and whom it connects; {@link #COMMON} is the server. */
  private record Way(int from, int to, InetSocketAddress entrance, Link link) {}

  /**
   * All of it, in order.
   *
   * @param beside the hosts files are written beside this file
   * @param ports where nodes listen to each other
   * @param server the common server
   */
  Network(Path beside, List<Integer> ports, InetSocketAddress server) throws IOException {
    for (int from = 0; from < ports.size(); from++) {
      for (int to = 0; to < ports.size(); to++) {
        if (to != from) {
          add(from, to, new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(to)));
        }
      }
      add(from, COMMON, server);
      writeHosts(beside, from);
    }
  }

  private void add(int from, int to, InetSocketAddress exit) throws IOException {
    InetSocketAddress entrance = Link.loopback(from + 1, to + 1, exit.getPort());
    ways.add(new Way(from, to, entrance, new Link(entrance, exit)));
  }

  /** Writes the names that a node knows into a file beside another. */
  void writeHosts(Path beside, int node) throws IOException {
    StringBuilder hosts = new StringBuilder("127.0.0.1 localhost ");
    hosts.append(name(node)).append(' ');
    hosts.append(InetAddress.getLocalHost().getHostName()).append('\n');
    for (Way way : ways) {
      if (way.from() == node) {
        hosts.append(way.entrance().getAddress().getHostAddress()).append(' ');
        hosts.append(way.to() == COMMON ? SERVER : name(way.to())).append('\n');
      }
    }
    Files.writeString(beside.resolveSibling(hosts(node)), hosts);
  }

  /** The name of a node. */
  static String name(int node) {
    return "node" + node;
  }

  /** The file with the names that a node knows. */
  static String hosts(int node) {
    return "hosts" + node;
  }

  /** The node and the others no longer hear each other. */
  void cutOff(int node) {
    cut((from, to) -> to != COMMON && (from == node || to == node));
  }

  /** The others no longer hear the node, which hears them. */
  void silence(int node) {
    cut((from, to) -> to != COMMON && from == node);
  }

  /** Two nodes no longer hear each other. */
  void separate(int one, int other) {
    cut((from, to) -> (from == one && to == other) || (from == other && to == one));
  }

  /** The node no longer reaches the common server. */
  void cutFromServer(int node) {
    cut((from, to) -> to == COMMON && from == node);
  }

  /** The node reaches nobody, and nobody the node. */
  void cutFromAll(int node) {
    cut((from, to) -> from == node || to == node);
  }

  private void cut(BiPredicate<Integer, Integer> which) {
    ways.stream().filter(way -> which.test(way.from(), way.to())).forEach(way -> way.link().cut());
  }

  /** All links are whole again. */
  void mend() {
    ways.forEach(way -> way.link().mend());
  }

  @Override
  public void close() {
    ways.forEach(way -> way.link().close());
  }
}
