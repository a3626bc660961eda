package dev.mori.state;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way to a database and back. A statement happens when it arrives, whatever has become of who
 * sent it; its answer may be lost, and who waits gives up after some seconds.
 */
final class SimDatabase {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How often a process stands still just when it has asked something. */
  private static final double STUMBLES = 0.002;

  private final SimWorld world;
  private final String name;
  private final boolean[] cut = new boolean[SimWorld.NODES];
  private boolean down;

  SimDatabase(SimWorld world, String name) {
    this.world = world;
    this.name = name;
  }

  void cut(int node, boolean apart) {
    cut[node] = apart;
  }

  void down(boolean gone) {
    down = gone;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Asks; empty means that nobody knows whether it happened. */
  <T> void call(SimProcess process, Supplier<T> statement, Consumer<Optional<T>> answer) {
    int node = process.node().index();
    boolean[] over = new boolean[1];
    Consumer<Optional<T>> once =
        result -> {
          if (!over[0]) {
            over[0] = true;
            answer.accept(result);
          }
        };
    if (world.chance(STUMBLES)) {
      world.stumble(process.node());
    }
    process.later(PATIENCE, () -> once.accept(Optional.empty()));
    world.after(
        world.travel(),
        () -> {
          if (down || cut[node]) {
            world.after(SimWorld.MILLI, () -> process.run(() -> once.accept(Optional.empty())));
            return;
          }
          T result = statement.get();
          if (!world.chance(0.005)) {
            world.after(
                world.travel(),
                () -> {
                  if (!down && !cut[node]) {
                    process.run(() -> once.accept(Optional.of(result)));
                  }
                });
          }
        });
  }
}
