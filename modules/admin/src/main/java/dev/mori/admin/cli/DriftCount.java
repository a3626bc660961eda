package dev.mori.admin.cli;

import dev.mori.admin.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How many of the rows that a session has written production has changed since. Each row is a
 * look-up on production, so only so many are compared, and what was left out is said.
 *
 * @param session its name
 * @param compared rows that were looked at
 * @param rows those that have drifted
 * @param leftOut tables that were not looked at
 * @param unknown tables of which it cannot be told
 */
record DriftCount(
    String session, long compared, long rows, List<String> leftOut, List<String> unknown) {
  /** Tables that are looked at, of one session. */
  static final int TABLES = 20;

  /** Changed keys in them. */
  static final long KEYS = 20_000;

  /** Asks for each table that the session has changed, up to the limits. */
  static DriftCount of(Reply.Session session, Function<String, Reply.Drift> look) {
    List<String> leftOut = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    long compared = 0;
    long rows = 0;
    int asked = 0;
    long keys = 0;
    for (Reply.TableMark mark : session.tables()) {
      if (asked == TABLES || keys + mark.markedKeys() > KEYS) {
        leftOut.add(mark.table());
        continue;
      }
      asked++;
      keys += mark.markedKeys();
      Reply.Drift drift = look.apply(mark.table());
      compared += drift.compared();
      rows += drift.rows();
      if (!drift.obstacle().isEmpty()) {
        unknown.add(mark.table());
      }
    }
    return new DriftCount(
        session.name(), compared, rows, List.copyOf(leftOut), List.copyOf(unknown));
  }

  /** Whether there is anything to tell. */
  boolean any() {
    return compared > 0 || !leftOut.isEmpty() || !unknown.isEmpty();
  }

  /** For people. */
  String sentence() {
    StringBuilder text = new StringBuilder();
    text.append("drift in %s: prod has changed %d of %d rows".formatted(session, rows, compared))
        .append(" since they were written here");
    if (!unknown.isEmpty()) {
      text.append("; cannot be told of ").append(String.join(", ", unknown));
    }
    if (!leftOut.isEmpty()) {
      text.append("; not compared, being too much: ").append(String.join(", ", leftOut));
    }
    return text.toString();
  }
}
