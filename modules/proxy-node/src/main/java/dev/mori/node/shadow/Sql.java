package dev.mori.node.shadow;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SQL text: quoting, and running it on a JDBC connection. */
final class Sql {

  private Sql() {}

  /** A quoted identifier, always with quotes. */
  static String name(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  /** A string literal that means the same whatever standard_conforming_strings is. */
  static String text(String value) {
    String quoted = "'" + value.replace("'", "''") + "'";
    return value.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }

  /** Runs one string as it is: no parameters, no JDBC escapes. */
  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** All rows of a query, each value as text. */
  static List<List<@Nullable String>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet rows = statement.executeQuery(sql)) {
        int width = rows.getMetaData().getColumnCount();
        List<List<@Nullable String>> all = new ArrayList<>();
        while (rows.next()) {
          List<@Nullable String> row = new ArrayList<>(width);
          for (int column = 1; column <= width; column++) {
            row.add(rows.getString(column));
          }
          all.add(row);
        }
        return all;
      }
    }
  }

  /** The first column of a query without the nulls. */
  static List<String> column(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    for (List<@Nullable String> row : rows(connection, sql)) {
      String value = row.getFirst();
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /** The only value of a query that answers one row and no null. */
  static String one(Connection connection, String sql) throws SQLException {
    return column(connection, sql).getFirst();
  }
}
