package dev.mori.conformance.tool;

import dev.mori.conformance.wire.Endpoint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Everything a program said and read, line by line, to be compared with what another run said. */
final class Transcript {
  private final List<String> lines = new ArrayList<>();

  /** Notes a line. */
  void say(String line) {
    lines.add(line);
  }

  /** Runs what may fail in this way, and notes how it ended. */
  void attempt(String what, Class<? extends Exception> failure, Action action) {
    try {
      action.run();
      say("%s: done".formatted(what));
    } catch (Exception e) {
      if (!failure.isInstance(e)) {
        throw new IllegalStateException(what, e);
      }
      say("%s: %s %s".formatted(what, e.getClass().getSimpleName(), e.getMessage()));
    }
  }

  /** Notes all rows of a query, asked on a connection of its own. */
  void query(Endpoint at, String sql) {
    say("> %s".formatted(sql));
    try (Connection connection = connect(at);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          line.append(i == 1 ? "" : "|").append(rows.getString(i));
        }
        lines.add(line.toString());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Runs statements on a connection of their own. */
  static void execute(Endpoint at, String... statements) {
    try (Connection connection = connect(at);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static Connection connect(Endpoint at) throws SQLException {
    return DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
  }

  List<String> lines() {
    return lines;
  }

  /** What may fail. */
  interface Action {
    void run() throws Exception;
  }
}
