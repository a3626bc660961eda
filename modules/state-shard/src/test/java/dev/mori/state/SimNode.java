package dev.mori.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine with its clocks and the process that runs on it. The monotonic clock runs at a speed of
 * its own, within what the margins allow, and stands still while the machine is suspended; the time
 * of day goes on then, and jumps.
 */
final class SimNode {
  private static final double SLOWEST = 0.96;
  private static final double SPREAD = 0.08;

  private final SimWorld world;
  private final int index;
  private final double rate;
  private final List<Runnable> inbox = new ArrayList<>();
  private @Nullable SimProcess process;
  private double shownThen;
  private long then;
  private long dayOffset;
  private boolean paused;
  private boolean suspended;
  private int home;

  SimNode(SimWorld world, int index) {
    this.world = world;
    this.index = index;
    this.rate = SLOWEST + SPREAD * world.random().nextDouble();
    this.shownThen = world.upTo(1_000_000 * SimWorld.SECOND);
    this.dayOffset = world.upTo(SimWorld.SECOND);
  }

  int index() {
    return index;
  }

  double rate() {
    return rate;
  }

  SimWorld world() {
    return world;
  }

  /** Where this node believes the session's entity to be. */
  int home() {
    return home;
  }

  void believe(int where) {
    home = where;
  }

  long monotonic() {
    return (long) (shownThen + (suspended ? 0 : (world.now() - then) * rate));
  }

  long timeOfDay() {
    return world.now() + dayOffset;
  }

  void shiftDay(long by) {
    dayOffset += by;
  }

  void start() {
    process = new SimProcess(this);
    process.begin();
  }

  void crash() {
    process = null;
    inbox.clear();
    resume();
  }

  @Nullable SimProcess process() {
    return process;
  }

  /** Whether a process is there and not stopped. */
  boolean runs() {
    return process != null && !paused;
  }

  /** Nothing happens here until {@link #resume}; with a suspension the clock stands still too. */
  void pause(boolean wholeMachine) {
    if (wholeMachine && !suspended) {
      shownThen = monotonic();
      suspended = true;
    }
    paused = true;
  }

  void resume() {
    if (suspended) {
      suspended = false;
      then = world.now();
    }
    paused = false;
    List<Runnable> waiting = List.copyOf(inbox);
    inbox.clear();
    // Everything that came meanwhile is there at once, but one thing happens after the other.
    waiting.forEach(each -> world.after(0, () -> run(each)));
  }

  /** Something reaches whatever process is here. */
  void give(Consumer<SimProcess> arrival) {
    SimProcess here = process;
    if (here != null) {
      here.run(() -> arrival.accept(here));
    }
  }

  void run(Runnable what) {
    if (paused) {
      inbox.add(what);
    } else {
      what.run();
    }
  }
}
