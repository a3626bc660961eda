package dev.mori.conformance.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes that bring keys into the session: each key is changed, deleted or inserted once, on one
 * node, and looked at on another as soon as that was acknowledged. A key that is not marked there
 * yet would show production.
 */
final class FreshKeys {
  /** Rows of production; inserted ones have larger keys. */
  private static final int ROWS = 300_000;

  static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE fresh (k int PRIMARY KEY, v int NOT NULL)",
          "INSERT INTO fresh SELECT k, 0 FROM generate_series(1, " + ROWS + ") k",
          "GRANT SELECT ON fresh TO PUBLIC");

  private final AtomicInteger last = new AtomicInteger();
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<String> anomalies = new ConcurrentLinkedQueue<>();

  private enum Change {
    UPDATE("UPDATE fresh SET v = 1 WHERE k = ?"),
    DELETE("DELETE FROM fresh WHERE k = ?"),
    INSERT("INSERT INTO fresh VALUES (" + ROWS + " + ?, 1)");

    private final String sql;

    Change(String sql) {
      this.sql = sql;
    }

    static Change of(int number) {
      return values()[number % 3];
    }

    int key(int number) {
      return this == INSERT ? ROWS + number : number;
    }
  }

  /** Writes the next key with one client and looks at it with the other. */
  void once(Connection writer, Connection reader) throws SQLException {
    int number = last.incrementAndGet();
    try (PreparedStatement write = writer.prepareStatement(Change.of(number).sql)) {
      write.setInt(1, number);
      if (write.executeUpdate() != 1) {
        anomalies.add(Change.of(number) + " of key " + number + " met no row");
      }
    }
    acknowledged.add(number);
    look(reader, number);
  }

  /** With the key in the text: then production answers alone when nothing marks it. */
  private void look(Connection reader, int number) throws SQLException {
    Change change = Change.of(number);
    try (Statement read = reader.createStatement();
        ResultSet rows = read.executeQuery("SELECT v FROM fresh WHERE k = " + change.key(number))) {
      String shown = rows.next() ? "v = " + rows.getInt(1) : "no row";
      if (!shown.equals(change == Change.DELETE ? "no row" : "v = 1")) {
        anomalies.add("after the acknowledged " + change + " of key " + number + ": " + shown);
      }
    }
  }

  /** What was wrong at once. */
  List<String> anomalies() {
    return List.copyOf(anomalies);
  }

  /** What is wrong at the end: acknowledged writes that are not there. */
  List<String> lost(Connection client) throws SQLException {
    Set<Integer> written = new TreeSet<>();
    Set<Integer> left = new TreeSet<>();
    try (PreparedStatement all = client.prepareStatement("SELECT k, v FROM fresh");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        if (!left.add(rows.getInt(1))) {
          anomalies.add("key " + rows.getInt(1) + " is there twice");
        }
        if (rows.getInt(2) == 1) {
          written.add(rows.getInt(1));
        }
      }
    }
    List<String> lost = new ArrayList<>();
    for (int number : acknowledged) {
      Change change = Change.of(number);
      if (change == Change.DELETE ? left.contains(number) : !written.contains(change.key(number))) {
        lost.add("the acknowledged " + change + " of key " + number + " is lost");
      }
    }
    return lost;
  }
}
