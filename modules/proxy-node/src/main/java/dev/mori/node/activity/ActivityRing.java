package dev.mori.node.activity;

import dev.mori.node.session.ActivityLog;
import dev.mori.overlay.session.SessionName;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The last lines in memory, for the admin port, and all of them in a file. Safe for any thread. */
public final class ActivityRing implements ActivityLog, AutoCloseable {
  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private final int capacity;
  private final ActivityFile file;
  private long number;

  /**
   * Keeps lines.
   *
   * @param capacity lines in memory
   * @param path the file
   * @param fileLimit octets after which the file begins anew
   */
  public ActivityRing(int capacity, Path path, long fileLimit) {
    this.capacity = capacity;
    this.file = new ActivityFile(path, fileLimit);
  }

  /**
   * One statement.
   *
   * @param number from 1, without gaps
   * @param at when it was done
   * @param session in which session
   * @param strategy what was decided
   * @param statement its kind
   * @param nanos how long it took
   */
  public record Line(
      long number, Instant at, String session, String strategy, String statement, long nanos) {}

  @Override
  public void decided(SessionName session, Decision decision) {
    Line line;
    synchronized (lines) {
      line =
          new Line(
              ++number,
              Instant.now().truncatedTo(ChronoUnit.MILLIS),
              session.session(),
              decision.strategy(),
              decision.statement(),
              decision.nanos());
      lines.addLast(line);
      if (lines.size() > capacity) {
        lines.removeFirst();
      }
    }
    file.add(
        String.format(
            Locale.ROOT,
            "%s %s %s %s %.2f ms",
            line.at(),
            line.session(),
            line.strategy(),
            line.statement(),
            line.nanos() / 1e6));
  }

  /**
   * Lines in memory, oldest first.
   *
   * @param tail at most this many, the newest
   * @param after only larger numbers
   */
  public List<Line> read(int tail, long after) {
    List<Line> found = new ArrayList<>();
    synchronized (lines) {
      for (Line line : lines) {
        if (line.number() > after) {
          found.add(line);
        }
      }
    }
    return found.subList(Math.max(0, found.size() - tail), found.size());
  }

  /** Writes what waits and closes the file. */
  @Override
  public void close() {
    file.close();
  }
}
