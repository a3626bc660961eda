package dev.mori.admin.cli;

import dev.mori.admin.Reply;
import java.util.ArrayList;
import java.util.List;

/** Sessions as lines for people. */
final class SessionLines {
  private SessionLines() {}

  static List<List<String>> rows(List<Reply.Session> sessions) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("SESSION", "EPOCH", "DIRTY TABLES", "MARKED KEYS", "SCHEMA CHANGES", "CREATED"));
    for (Reply.Session session : sessions) {
      rows.add(
          List.of(
              session.name(),
              Long.toString(session.epoch()),
              Integer.toString(session.tables().size()),
              Long.toString(session.tables().stream().mapToLong(Reply.TableMark::markedKeys).sum()),
              Integer.toString(session.schemaChanges().size()),
              session.origin().createdAt()));
    }
    return rows;
  }

  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
