package dev.mori.state;

import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.SessionView;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** The clients of one node. They do what {@code SessionSide} and its callers do. */
final class SimClients {
  private static final int CLIENTS = 2;
  private static final int KEYS = 40;

  private final SimProcess process;
  private final SimWorld world;
  private boolean over;
  private int busy;

  SimClients(SimProcess process) {
    this.process = process;
    this.world = process.node().world();
  }

  void begin() {
    for (int i = 0; i < CLIENTS; i++) {
      rest();
    }
  }

  void end() {
    over = true;
  }

  /** Statements that have not ended. */
  int busy() {
    return busy;
  }

  private void rest() {
    process.later(
        Duration.ofNanos(1 + world.upTo(1500 * SimWorld.MILLI)),
        () -> {
          if (!over) {
            busy++;
            next(
                done -> {
                  busy--;
                  rest();
                });
          }
        });
  }

  private void next(Consumer<Boolean> done) {
    int what = world.random().nextInt(100);
    if (what < 45) {
      write(done);
    } else if (what < 93) {
      read(done);
    } else {
      change(what, done);
    }
  }

  /** A row by its key, and another one a while later in the same statement. */
  void read(Consumer<Boolean> done) {
    long first = world.upTo(KEYS);
    long second = world.upTo(KEYS);
    SimChecks.Expected one = world.checks().expected(first);
    SimChecks.Expected two = world.checks().expected(second);
    trusted(
        done,
        view ->
            row(
                view,
                first,
                one,
                done,
                () -> row(view, second, two, done, () -> done.accept(true))));
  }

  private void row(
      SessionView view,
      long key,
      SimChecks.Expected expected,
      Consumer<Boolean> done,
      Runnable then) {
    if (!view.marks().mayContain(Names.ORDERS, KeyMark.ofLong(key))) {
      world.checks().read(view, key, 0, expected);
      then.run();
      return;
    }
    process.shadow(
        () -> world.shadow().read(view.shadowDatabase(), key),
        version -> {
          if (version.isPresent()) {
            world.checks().read(view, key, version.get(), expected);
            then.run();
          } else {
            done.accept(false);
          }
        });
  }

  private void trusted(Consumer<Boolean> done, Consumer<SessionView> then) {
    process
        .replica()
        .trustedView(
            view -> {
              if (view.trusted()) {
                then.accept(view);
              } else {
                if (view.dropped()) {
                  process.open();
                }
                done.accept(false);
              }
            });
  }

  /** Touch, mark, commit, confirm, acknowledge. */
  void write(Consumer<Boolean> done) {
    long key = world.upTo(KEYS);
    trusted(
        done,
        view -> {
          SessionHandle session = process.replica().session();
          if (process.breaks(Broken.MARK_AFTER_COMMIT)) {
            commit(view, key, done, version -> mark(session, view, key, done, () -> {}));
          } else {
            mark(
                session,
                view,
                key,
                done,
                () ->
                    commit(view, key, done, version -> confirm(session, view, key, version, done)));
          }
        });
  }

  private void mark(
      SessionHandle session, SessionView view, long key, Consumer<Boolean> done, Runnable then) {
    session
        .mark(view.epoch(), Map.of(Names.ORDERS, KeySet.ofBits(key)))
        .thenAccept(
            outcome -> {
              if (outcome instanceof ChangeOutcome.Done) {
                then.run();
              } else {
                done.accept(false);
              }
            });
  }

  private void commit(SessionView view, long key, Consumer<Boolean> done, Consumer<Long> then) {
    String database = view.shadowDatabase();
    process.shadow(
        () -> {
          world.checks().committed(database, key);
          return world.shadow().commit(database, key);
        },
        version -> version.ifPresentOrElse(then, () -> done.accept(false)));
  }

  private void confirm(
      SessionHandle session, SessionView view, long key, long version, Consumer<Boolean> done) {
    session
        .confirm(view.epoch())
        .thenAccept(
            outcome -> {
              boolean good = outcome instanceof ChangeOutcome.Done;
              if (good) {
                world.checks().acknowledged(key, view.epoch(), version);
              }
              done.accept(good);
            });
  }

  private void change(int what, Consumer<Boolean> done) {
    trusted(
        done,
        view -> {
          SessionHandle session = process.replica().session();
          var changed =
              switch (what) {
                case 93, 94, 95 -> session.reset("db" + world.freshId());
                case 96 -> session.drop();
                case 97 -> session.detach(view.epoch(), Names.ITEMS);
                default -> session.schemaChanged(view.epoch(), "ddl");
              };
          var unused =
              changed.thenAccept(outcome -> done.accept(outcome instanceof ChangeOutcome.Done));
        });
  }
}
