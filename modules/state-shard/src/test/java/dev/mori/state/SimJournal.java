package dev.mori.state;

import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the journal's database holds: one session's events, nodes and the session's owner. */
final class SimJournal {
  private final List<SessionEvent> events = new ArrayList<>();
  private final Map<String, Long> nodes = new HashMap<>();
  private SessionState state = SessionState.initial();
  private RightRules.@Nullable Taking owner;

  SessionState state() {
    return state;
  }

  /** All of them or none: the key of an event's number is unique. */
  boolean append(long after, List<SessionEvent> more) {
    if (after != events.size()) {
      return false;
    }
    for (SessionEvent event : more) {
      state = state.apply(event);
      events.add(event);
    }
    return true;
  }

  List<SessionEvent> eventsAfter(long revision) {
    return List.copyOf(events.subList((int) revision, events.size()));
  }

  boolean enter(String node) {
    return nodes.putIfAbsent(node, 0L) == null;
  }

  boolean beat(String node) {
    return nodes.computeIfPresent(node, (name, beat) -> beat + 1) != null;
  }

  Map<String, Long> beats() {
    return new HashMap<>(nodes);
  }

  boolean expel(String node, long beat) {
    return nodes.remove(node, beat);
  }

  boolean take(RightRules.Taking taking) {
    RightRules.Taking has = owner;
    boolean free =
        has == null
            || (has.node().equals(taking.node())
                ? has.number() <= taking.number()
                : !nodes.containsKey(has.node()));
    owner = free ? taking : has;
    return free;
  }

  boolean release(RightRules.Taking taking) {
    owner = taking.equals(owner) ? null : owner;
    return true;
  }

  /** Whether there were any. */
  boolean release(RightRules.Leftovers leftovers) {
    RightRules.Taking has = owner;
    if (has != null
        && has.node().equals(leftovers.node())
        && has.number() <= leftovers.upTo()
        && !leftovers.held().contains(has.number())) {
      owner = null;
      return true;
    }
    return false;
  }
}
