package dev.mori.state;

import dev.mori.overlay.session.KeyBatches;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.Marks;
import dev.mori.overlay.session.SessionState;
import dev.mori.overlay.session.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cuts a state into pieces that fit in a message, and puts them together again. */
final class StateParts {

  private StateParts() {}

  /** At least one piece; each is a state of its own with a part of the marks. */
  static List<SessionState> split(SessionState state) {
    if (!(state instanceof SessionState.Open open)) {
      return List.of(state);
    }
    Map<TableId, KeySet> keys = new HashMap<>();
    Marks detached = Marks.NONE;
    for (var entry : open.marks().tables().entrySet()) {
      if (entry.getValue().detached()) {
        detached = detached.detach(entry.getKey());
      } else {
        keys.put(entry.getKey(), entry.getValue().keys());
      }
    }
    List<SessionState> pieces = new ArrayList<>();
    pieces.add(with(open, open.schema(), detached));
    for (Map<TableId, KeySet> batch : KeyBatches.of(keys, SessionState.MAX_KEYS_PER_EVENT)) {
      pieces.add(
          with(
              open,
              new SessionState.Schema(open.schema().version(), List.of()),
              Marks.NONE.plus(batch)));
    }
    return List.copyOf(pieces);
  }

  /** The state that the pieces make so far. */
  static SessionState join(SessionState first, SessionState next) {
    if (first instanceof SessionState.Open a && next instanceof SessionState.Open b) {
      Map<TableId, KeySet> keys = new HashMap<>();
      b.marks().tables().forEach((table, marks) -> keys.put(table, marks.keys()));
      return with(a, a.schema(), a.marks().plus(keys));
    }
    throw new IllegalArgumentException("pieces of different sessions");
  }

  private static SessionState with(
      SessionState.Open open, SessionState.Schema schema, Marks marks) {
    return new SessionState.Open(
        open.epoch(), open.revision(), open.shadowDatabase(), open.origin(), schema, marks);
  }
}
