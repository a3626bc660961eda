package dev.mori.state;

import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.SessionState;
import dev.mori.overlay.session.SessionView;
import java.util.HashMap;
import java.util.Map;

/** What must hold whatever happens. */
final class SimChecks {
  private final SimWorld world;

  /** By key and epoch the newest version that was acknowledged. */
  private final Map<Long, Map<Long, Long>> acknowledged = new HashMap<>();

  private long answered;
  private long epoch;

  SimChecks(SimWorld world) {
    this.world = world;
  }

  /**
   * What a read that starts now has to see.
   *
   * @param epoch this one or a later one
   * @param versions of the row, by epoch, at least
   */
  record Expected(long epoch, Map<Long, Long> versions) {}

  Expected expected(long key) {
    return new Expected(epoch, Map.copyOf(acknowledged.getOrDefault(key, Map.of())));
  }

  /** A client has its acknowledgement of a write. */
  void acknowledged(long key, long inEpoch, long version) {
    acknowledged.computeIfAbsent(key, k -> new HashMap<>()).merge(inEpoch, version, Math::max);
    epoch = Math.max(epoch, inEpoch);
  }

  /** An entity gives an answer. */
  void answered(ChangeOutcome outcome) {
    if (outcome instanceof ChangeOutcome.Done done) {
      answered = Math.max(answered, done.revision());
      epoch = Math.max(epoch, done.epoch());
    }
  }

  /** A statement has read a row by a view. */
  void read(SessionView view, long key, long version, Expected expected) {
    if (view.epoch() < expected.epoch()
        || version < expected.versions().getOrDefault(view.epoch(), 0L)) {
      throw world.violation(
          "a read of key %d by epoch %d and revision %d has version %d, expected %s"
              .formatted(key, view.epoch(), view.revision(), version, expected));
    }
  }

  /** The shadow has committed a key. */
  void committed(String database, long key) {
    if (world.journal().state() instanceof SessionState.Open open
        && open.shadowDatabase().equals(database)
        && !open.marks().mayContain(Names.ORDERS, KeyMark.ofLong(key))) {
      throw world.violation("key " + key + " is in the ledger and not marked");
    }
  }

  /** After every step. */
  void look() {
    long titles = 0;
    for (SimNode node : world.nodes()) {
      SimProcess process = node.process();
      if (process != null && node.runs()) {
        SessionView view = process.replica().session().view();
        if (view.trusted() && view.revision() < answered) {
          throw world.violation(
              "node %d trusts revision %d, and %d was answered"
                  .formatted(node.index(), view.revision(), answered));
        }
        titles += process.entities().filter(each -> each.titleLeft().isPositive()).count();
      }
    }
    if (titles > 1) {
      throw world.violation("two incarnations may answer");
    }
  }
}
