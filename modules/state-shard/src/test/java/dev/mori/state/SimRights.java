package dev.mori.state;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Carries out {@link RightRules} as {@link NodeRights} does: one thread, one statement at a time.
 */
final class SimRights {
  private static final Duration RETRY = Duration.ofMillis(200);

  private final SimProcess process;
  private final SimJournal journal;
  private final RightRules rules = new RightRules(SimProcess.RIGHTS);
  private final Deque<Consumer<Runnable>> work = new ArrayDeque<>();
  private boolean busy;

  SimRights(SimProcess process) {
    this.process = process;
    this.journal = process.node().world().journal();
  }

  void begin() {
    run(
        done ->
            renew(
                () -> {
                  done.run();
                  process.later(SimProcess.RIGHTS.renewEvery(), this::begin);
                }));
  }

  /** Runs when everything before has ended; the work says itself when it has. */
  private void run(Consumer<Runnable> next) {
    work.add(next);
    turn();
  }

  private void turn() {
    if (!busy && !work.isEmpty()) {
      busy = true;
      work.remove()
          .accept(
              () -> {
                busy = false;
                turn();
              });
    }
  }

  private String freshName() {
    return "node" + process.node().index() + "." + process.node().world().freshId();
  }

  private void renew(Runnable done) {
    RightRules.Renewal renewal = rules.renew(process.holding(), freshName());
    if (renewal.isNew()) {
      enter(renewal, done);
      return;
    }
    process.journal(
        () -> journal.beat(renewal.node()),
        there -> {
          if (there.isEmpty()) {
            done.run();
          } else if (there.get()) {
            renewed(renewal, done);
          } else {
            enter(rules.expelled(renewal, freshName()), done);
          }
        });
  }

  private void enter(RightRules.Renewal renewal, Runnable done) {
    process.journal(
        () -> journal.enter(renewal.node()),
        entered -> {
          if (entered.isPresent()) {
            renewed(renewal, done);
          } else {
            done.run();
          }
        });
  }

  private void renewed(RightRules.Renewal renewal, Runnable done) {
    RightRules.Right mine =
        rules.renewed(
            process.breaks(Broken.TITLE_FROM_ANSWER)
                ? new RightRules.Renewal(renewal.node(), renewal.isNew(), process.holding())
                : renewal);
    process.journal(
        journal::beats,
        beats -> {
          if (beats.isPresent()) {
            Map<String, Long> silent = rules.silent(beats.get(), process.waiting());
            expel(new TreeMap<>(silent).entrySet().iterator(), () -> tidy(mine, done));
          } else {
            done.run();
          }
        });
  }

  private void expel(Iterator<Map.Entry<String, Long>> silent, Runnable done) {
    if (silent.hasNext()) {
      Map.Entry<String, Long> next = silent.next();
      process.journal(
          () -> traced("expels " + next, journal.expel(next.getKey(), next.getValue())),
          gone -> expel(silent, done));
    } else {
      done.run();
    }
  }

  private void tidy(RightRules.Right mine, Runnable done) {
    RightRules.Leftovers leftovers = rules.leftovers(mine);
    process.journal(
        () -> journal.release(leftovers) && traced("frees " + leftovers, true),
        tidied -> done.run());
  }

  private boolean traced(String what, boolean done) {
    process.node().world().trace(() -> what + ": " + done);
    return done;
  }

  SimTitle title() {
    return new SimTitle();
  }

  /** As the title that {@link NodeRights} gives. */
  final class SimTitle {
    private final RightRules.Hold hold = new RightRules.Hold();

    Duration left() {
      return hold.left(process.holding());
    }

    void take(Runnable taken) {
      run(done -> attempt(taken, done));
    }

    private void attempt(Runnable taken, Runnable done) {
      Optional<RightRules.Taking> taking =
          rules.taking(SimProcess.SESSION, hold, process.holding());
      if (taking.isEmpty()) {
        again(taken, done);
        return;
      }
      process.journal(
          () -> traced("takes " + taking.get(), journal.take(taking.get())),
          given -> {
            if (given.orElse(false)) {
              rules.taken(hold);
              done.run();
              taken.run();
            } else {
              again(taken, done);
            }
          });
    }

    private void again(Runnable taken, Runnable done) {
      done.run();
      if (!hold.isGiven()) {
        process.later(RETRY, () -> take(taken));
      }
    }

    void release(Duration after) {
      hold.give();
      process.later(after, () -> run(this::free));
    }

    private void free(Runnable done) {
      Optional<RightRules.Taking> taking = rules.free(SimProcess.SESSION, hold);
      if (taking.isEmpty()) {
        done.run();
        return;
      }
      process.journal(
          () -> traced("frees " + taking.get(), journal.release(taking.get())),
          freed -> {
            done.run();
            if (freed.isEmpty()) {
              rules.keep(SimProcess.SESSION, hold);
              process.later(RETRY, () -> run(this::free));
            }
          });
    }
  }
}
