package dev.mori.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What goes wrong for a while and is mended again. */
final class SimFaults {
  private static final long BELIEVED_GONE = 5 * SimWorld.SECOND;

  private final SimWorld world;
  private final Random random;
  private boolean over;
  private final List<Runnable> mending = new ArrayList<>();

  SimFaults(SimWorld world) {
    this.world = world;
    this.random = world.random();
    world.onStumble(this::pause);
  }

  private void pause(SimNode node) {
    if (!over) {
      pause(node, time());
    }
  }

  private void pause(SimNode node, long time) {
    world.trace(() -> "node " + node.index() + " stands still for " + time / SimWorld.MILLI);
    node.pause(false);
    mend(time, node::resume);
    believedGone(node, time);
  }

  /** Mostly some seconds. */
  private long time() {
    return world.upTo((random.nextInt(4) == 0 ? 15 : 4) * SimWorld.SECOND);
  }

  /** One more, for up to some seconds. */
  void happen() {
    SimNode node = world.nodes().get(random.nextInt(SimWorld.NODES));
    int index = node.index();
    int other = random.nextInt(SimWorld.NODES);
    long time = time();
    int kind = random.nextInt(13);
    world.trace(() -> "FAULT " + kind + " at " + index + " for " + time / SimWorld.MILLI + " ms");
    switch (kind) {
      case 0, 1 -> pause(node, time);
      case 2 -> {
        node.crash();
        mend(time, () -> restart(node));
        believedGone(node, time);
      }
      case 3 -> {
        world.cut(index, other, true);
        mend(time, () -> world.cut(index, other, false));
      }
      case 4 -> {
        cutOff(index, true);
        mend(time, () -> cutOff(index, false));
        believedGone(node, time);
      }
      case 5 -> {
        world.journalLink().cut(index, true);
        mend(time, () -> world.journalLink().cut(index, false));
      }
      case 6 -> {
        world.journalLink().down(true);
        mend(time, () -> world.journalLink().down(false));
      }
      case 7 -> {
        world.shadowLink().down(true);
        mend(time / 2, () -> world.shadowLink().down(false));
      }
      case 8 -> {
        world.lose(0.1 + random.nextDouble() / 3);
        mend(time, () -> world.lose(0));
      }
      case 9 -> suspend(node, time);
      default -> move(other, random.nextBoolean());
    }
  }

  private void suspend(SimNode node, long time) {
    node.pause(true);
    mend(time, node::resume);
    believedGone(node, time);
  }

  private void cutOff(int index, boolean apart) {
    for (int i = 0; i < SimWorld.NODES; i++) {
      world.cut(index, i, apart);
      world.cut(i, index, apart);
    }
  }

  private static void restart(SimNode node) {
    if (node.process() == null) {
      node.start();
    }
  }

  private void mend(long time, Runnable mended) {
    Runnable once =
        new Runnable() {
          @Override
          public void run() {
            if (mending.remove(this)) {
              mended.run();
            }
          }
        };
    mending.add(once);
    world.after(time, once);
  }

  /** The others go on without a node that is silent; it may not know. */
  private void believedGone(SimNode node, long time) {
    if (time > BELIEVED_GONE && node.home() == node.index()) {
      int next = (node.index() + 1 + random.nextInt(SimWorld.NODES - 1)) % SimWorld.NODES;
      world.after(BELIEVED_GONE, () -> move(next, false));
    }
  }

  /** The entity's place is another one from now on; nodes hear of it one after the other. */
  private void move(int where, boolean orderly) {
    if (over) {
      return;
    }
    world.trace(() -> "the entity's place is " + where);
    for (SimNode node : world.nodes()) {
      if (node.index() != where) {
        // A node that was given up learns of it some time after it is back.
        world.after(orderly ? 0 : world.upTo(12 * SimWorld.SECOND), () -> node.give(this::leaveTo));
      }
      world.after(
          world.upTo((orderly ? 1 : 4) * SimWorld.SECOND),
          () -> {
            if (!over) {
              node.believe(where);
            }
          });
    }
  }

  private void leaveTo(SimProcess process) {
    if (process.node().home() != process.node().index()) {
      process.stopEntity();
    }
  }

  /** Everything is mended. */
  void end() {
    over = true;
    List.copyOf(mending).forEach(Runnable::run);
    world.trace(() -> "ALL IS MENDED");
    for (SimNode node : world.nodes()) {
      node.believe(0);
      if (node.index() != 0) {
        node.give(SimProcess::stopEntity);
      }
    }
  }
}
