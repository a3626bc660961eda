package dev.mori.admin.http;

import dev.mori.admin.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every change that was asked for over the admin API, whether it came about or not: a file of JSON
 * lines that only grows, of which the last lines are in memory too. No row's value is in it. A line
 * is written before its answer goes out; that blocks for a moment. Safe for use by any thread.
 */
public final class AuditLog {
  /** Lines in memory. */
  private static final int REMEMBERED = 2_000;

  private final Path file;
  private final Clock clock;
  private final ArrayDeque<Reply.AuditEntry> last = new ArrayDeque<>();
  private long number;

  /**
   * A change.
   *
   * @param operation its name
   * @param session which it is about; empty for none
   * @param outcome {@code done}, or why not
   */
  record Change(String operation, String session, String outcome) {}

  private AuditLog(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Goes on with a file, which need not exist. */
  public static AuditLog open(Path file, Clock clock) {
    AuditLog log = new AuditLog(file, clock);
    if (Files.exists(file)) {
      try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
        lines.forEach(line -> log.remember(Json.read(line, Reply.AuditEntry.class)));
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + file, e);
      }
    }
    return log;
  }

  /** Notes a change. */
  synchronized void note(Caller caller, Change change) {
    Reply.AuditEntry entry =
        new Reply.AuditEntry(
            number + 1,
            clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
            caller.name(),
            caller.role().word(),
            change.operation(),
            change.session(),
            change.outcome());
    try (Writer writer =
        Files.newBufferedWriter(
            file,
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            StandardOpenOption.SYNC)) {
      writer.write(Json.write(entry) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
    remember(entry);
  }

  private void remember(Reply.AuditEntry entry) {
    number = entry.number();
    last.addLast(entry);
    if (last.size() > REMEMBERED) {
      last.removeFirst();
    }
  }

  /**
   * The lines in memory, oldest first.
   *
   * @param tail at most this many, the newest
   * @param after only larger numbers
   */
  public synchronized Reply.Audit read(int tail, long after) {
    List<Reply.AuditEntry> found = new ArrayList<>();
    last.stream().filter(entry -> entry.number() > after).forEach(found::add);
    List<Reply.AuditEntry> newest = found.subList(Math.max(0, found.size() - tail), found.size());
    return new Reply.Audit(newest, newest.isEmpty() ? after : newest.getLast().number());
  }
}
