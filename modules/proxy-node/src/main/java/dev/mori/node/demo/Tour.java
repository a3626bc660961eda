package dev.mori.node.demo;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The scripted tour: the same statements go to mori and to a private copy of the shop, and every
 * answer is compared. Each step says in a sentence what is to be seen.
 */
final class Tour {
  /** Rows of an answer that are shown; all of them are compared. */
  private static final int SHOWN = 4;

  private static final List<Step> STEPS =
      List.of(
          new Step(
              "A read of a session that has changed nothing goes to production as it is.",
              "SELECT id, status, note FROM orders WHERE id IN (5, 6) ORDER BY id"),
          new Step(
              "A write copies the row it touches into the shadow and changes it there.",
              "UPDATE orders SET note = 'ring twice' WHERE id = 5"),
          new Step(
              "A merged read: production's rows and the session's, as one table.",
              "SELECT id, status, note FROM orders WHERE id IN (5, 6) ORDER BY id"),
          new Step(
              "A join over a changed and an unchanged table is still one query on production.",
              "SELECT o.id, c.email, o.note FROM orders o JOIN customers c ON c.id = o.customer_id"
                  + " WHERE o.id BETWEEN 4 AND 7 ORDER BY o.id"),
          new Step(
              "Aggregates count the session's rows too.",
              "SELECT count(*), count(note), max(id) FROM orders"),
          new Step(
              "Constraints hold against rows that only production has.",
              "INSERT INTO customers (email, name) SELECT email, 'twin' FROM customers WHERE id = 7"),
          new Step(
              "A new row refers to a parent that only production has.",
              "INSERT INTO orders (customer_id) VALUES (7) RETURNING id, status"),
          new Step("A transaction begins.", "BEGIN"),
          new Step(
              "It deletes an order, and its lines go with it.", "DELETE FROM orders WHERE id = 8"),
          new Step(
              "Inside, the order is gone.",
              "SELECT (SELECT count(*) FROM orders WHERE id = 8), (SELECT count(*) FROM order_items WHERE order_id = 8)"),
          new Step("The transaction is rolled back.", "ROLLBACK"),
          new Step(
              "And nothing has happened.",
              "SELECT (SELECT count(*) FROM orders WHERE id = 8), (SELECT count(*) FROM order_items WHERE order_id = 8)"),
          new Step(
              "A migration: production's rows show the new column's default.",
              "ALTER TABLE customers ADD COLUMN loyal boolean NOT NULL DEFAULT false"),
          new Step(
              "The new column can be written ...",
              "UPDATE customers SET loyal = true WHERE id IN (3, 4)"),
          new Step(
              "... and queried together with rows nobody has touched.",
              "SELECT loyal, count(*) FROM customers GROUP BY loyal ORDER BY loyal"));

  private final PrintWriter out;
  private int differences;

  Tour(PrintWriter out) {
    this.out = out;
  }

  /** One step. */
  private record Step(String sentence, String sql) {}

  /** What the tour needs of the outside. */
  interface Stage {
    /** Brings production back in mori, and gives a fresh private copy. */
    void reset() throws SQLException;

    /** For pgjdbc: mori. */
    String mori();

    /** For pgjdbc: the private copy. */
    String copy() throws SQLException;

    /** What the session has changed, for people. */
    String inspect();
  }

  /** Runs it; returns how many answers differed. */
  int run(Stage stage) throws SQLException {
    try (Connection mori = connect(stage.mori());
        Connection copy = connect(stage.copy())) {
      for (Step step : STEPS) {
        play(step, mori, copy);
      }
      out.println("\nWhat the session has changed (mori inspect):");
      out.println(stage.inspect());
      out.println("\nReset: production is back at once, and the connection stays.");
      stage.reset();
      try (Connection fresh = connect(stage.copy())) {
        play(
            new Step(
                "The first merged read again, on the same connection to mori.",
                "SELECT id, status, note FROM orders WHERE id IN (5, 6) ORDER BY id"),
            mori,
            fresh);
        play(
            new Step("The new column is gone with it.", "SELECT loyal FROM customers LIMIT 1"),
            mori,
            fresh);
      }
    }
    return differences;
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, DemoProduction.ROLE, DemoProduction.ROLE);
  }

  private void play(Step step, Connection mori, Connection copy) {
    out.println("\n" + step.sentence());
    out.println("  > " + step.sql());
    List<String> answer = answer(mori, step.sql());
    answer.stream().limit(SHOWN).forEach(line -> out.println("    " + line));
    if (answer.size() > SHOWN) {
      out.println("    ... " + (answer.size() - SHOWN) + " more");
    }
    List<String> expected = answer(copy, step.sql());
    boolean equal = answer.equals(expected);
    if (!equal) {
      differences++;
      expected.forEach(line -> out.println("    a private copy says: " + line));
    }
    out.println(equal ? "    = as a private copy" : "    DIFFERENT");
    out.flush();
  }

  private static List<String> answer(Connection connection, String sql) {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        lines.add("rows changed: " + statement.getUpdateCount());
        return lines;
      }
      try (ResultSet rows = statement.getResultSet()) {
        ResultSetMetaData columns = rows.getMetaData();
        while (rows.next()) {
          StringJoiner line = new StringJoiner(" | ");
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            line.add(columns.getColumnName(i) + " " + rows.getString(i));
          }
          lines.add(line.toString());
        }
      }
    } catch (SQLException e) {
      lines.add(
          "ERROR "
              + e.getSQLState()
              + " "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return lines;
  }
}
