package dev.mori.state;

import java.time.Duration;

/** One seed: some seconds of faults, then peace, in which everything has to come to an end. */
final class Simulation {
  private static final int FAULTS = 12;
  private static final long PATIENCE = 60;

  private static final Duration AGAIN = Duration.ofMillis(300);

  private final SimWorld world;
  private final SimFaults faults;

  Simulation(long seed, Broken broken, boolean tracing) {
    world = new SimWorld(seed, broken, tracing);
    faults = new SimFaults(world);
  }

  /** Throws at the first violation. */
  void run() {
    world.nodes().forEach(SimNode::start);
    world.runFor(2 * SimWorld.SECOND);
    for (int i = 0; i < FAULTS; i++) {
      faults.happen();
      world.runFor(world.upTo(4 * SimWorld.SECOND));
    }
    faults.end();
    settle();
  }

  private void settle() {
    int[] probes = new int[2];
    for (SimNode node : world.nodes()) {
      probe(node, probes);
    }
    for (int second = 0; second < PATIENCE && probes[1] < 2 * SimWorld.NODES; second++) {
      world.runFor(SimWorld.SECOND);
    }
    if (probes[1] < 2 * SimWorld.NODES) {
      throw world.violation("after the faults only " + probes[1] + " probes came to an end");
    }
    world.nodes().forEach(node -> node.give(process -> process.clients().end()));
    for (int second = 0; second < PATIENCE && busy() > 0; second++) {
      world.runFor(SimWorld.SECOND);
    }
    if (busy() > 0) {
      throw world.violation(busy() + " statements never come to an end");
    }
  }

  private int busy() {
    int busy = 0;
    for (SimNode node : world.nodes()) {
      SimProcess process = node.process();
      busy += process == null ? 0 : process.clients().busy();
    }
    return busy;
  }

  /** A node's write and read succeed sooner or later. */
  private void probe(SimNode node, int[] probes) {
    node.give(
        process -> {
          process.clients().write(good -> again(node, good, probes));
          process.clients().read(good -> again(node, good, probes));
        });
  }

  private void again(SimNode node, boolean good, int[] probes) {
    if (good) {
      probes[1]++;
    } else {
      node.give(
          process ->
              process.later(AGAIN, () -> process.clients().write(now -> again(node, now, probes))));
    }
  }

  String story() {
    return world.story();
  }
}
