package dev.mori.conformance.driver;

import dev.mori.conformance.wire.Endpoint;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** CRUD, transactions, batches, cursors and metadata with pgjdbc; the transcript is compared. */
final class JdbcScript {
  private final List<String> transcript = new ArrayList<>();
  private final Connection connection;

  private JdbcScript(Connection connection) {
    this.connection = connection;
  }

  /** Everything the driver said. */
  static List<String> run(Endpoint at, String... options) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", at.user());
    properties.setProperty("password", at.password());
    for (String option : options) {
      int equals = option.indexOf('=');
      properties.setProperty(option.substring(0, equals), option.substring(equals + 1));
    }
    try (Connection connection = DriverManager.getConnection(at.jdbcUrl(), properties)) {
      JdbcScript script = new JdbcScript(connection);
      script.crud();
      script.transactions();
      script.batches();
      script.cursors();
      script.metadata();
      return script.transcript;
    }
  }

  private void crud() throws SQLException {
    read(
        "SELECT id, name, tags, prefs, credit, birthday FROM customers WHERE id < ? ORDER BY id",
        6L);
    write("INSERT INTO customers (email, name) VALUES (?, ?)", "jdbc@shop.test", "J ? $1");
    write("INSERT INTO customers (email, name) VALUES (?, ?)", "JDBC@shop.test", "again");
    write("UPDATE customers SET name = upper(name) WHERE id = ?", 2L);
    write("DELETE FROM customers WHERE id = ?", 8L);
    read("SELECT count(*) FROM orders WHERE customer_id = ?", 8L);
    write("INSERT INTO orders (customer_id) VALUES (?)", 8L);
    for (long id = 1; id < 9; id++) {
      read(
          "SELECT c.id, c.name, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id"
              + " WHERE c.id = ? ORDER BY 1, 3",
          id);
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO reviews (sku, customer_id, stars) VALUES ('SKU-00259', 3, 5)",
            Statement.RETURN_GENERATED_KEYS)) {
      attempt(
          "generated keys",
          () -> {
            statement.executeUpdate();
            rows(statement.getGeneratedKeys());
          });
    }
  }

  private void transactions() throws SQLException {
    connection.setAutoCommit(false);
    write("UPDATE orders SET note = 'jdbc' WHERE customer_id = ?", 1L);
    Savepoint savepoint = connection.setSavepoint("inner");
    write("DELETE FROM orders WHERE customer_id = ?", 1L);
    read("SELECT count(*) FROM orders WHERE customer_id = ?", 1L);
    connection.rollback(savepoint);
    read("SELECT count(*), count(note) FROM orders WHERE customer_id = ?", 1L);
    connection.commit();
    write("UPDATE products SET price = price * 2 WHERE category_id = ?", 3);
    read("SELECT count(*), sum(price) FROM products WHERE category_id = ?", 3);
    connection.rollback();
    read("SELECT count(*), sum(price) FROM products WHERE category_id = ?", 3);
    read("SELECT 1 / (? - 1)", 1);
    read("SELECT ?", 1);
    connection.rollback();
    connection.setAutoCommit(true);
  }

  private void batches() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO tags (id, label) VALUES (?, ?)")) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 5; i++) {
          statement.setInt(1, 100 + i + 3 * round);
          statement.setString(2, "jdbc " + (i + 3 * round));
          statement.addBatch();
        }
        attempt("batch", () -> transcript.add(Arrays.toString(statement.executeBatch())));
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("UPDATE settings SET note = 'b' WHERE key LIKE 'mail%'");
      statement.addBatch("DELETE FROM visits WHERE ms = 5");
      statement.addBatch("INSERT INTO settings (key) VALUES ('batch')");
      attempt("statements", () -> transcript.add(Arrays.toString(statement.executeBatch())));
    }
    read("SELECT id, label FROM tags WHERE id > ? ORDER BY id", 90);
  }

  private void cursors() throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, name, credit FROM customers WHERE id < ? ORDER BY id")) {
      statement.setFetchSize(7);
      statement.setLong(1, 40);
      rows(statement.executeQuery());
      statement.setMaxRows(3);
      rows(statement.executeQuery());
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void metadata() throws SQLException {
    try (ResultSet columns = connection.getMetaData().getColumns(null, "public", "orders", null)) {
      while (columns.next()) {
        transcript.add(columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME"));
      }
    }
    try (ResultSet keys = connection.getMetaData().getPrimaryKeys(null, "public", "order_items")) {
      while (keys.next()) {
        transcript.add(keys.getString("COLUMN_NAME") + " " + keys.getInt("KEY_SEQ"));
      }
    }
    try (Statement statement =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE);
        ResultSet row = statement.executeQuery("SELECT id, label FROM tags WHERE id = 7")) {
      row.next();
      row.updateString("label", "updatable");
      row.updateRow();
    }
    read("SELECT label FROM tags WHERE id = ?", 7);
  }

  /** Something that may fail with an error of the server. */
  private interface Attempt {
    void run() throws SQLException;
  }

  private void attempt(String what, Attempt attempt) {
    try {
      attempt.run();
    } catch (BatchUpdateException e) {
      transcript.add(what + ": " + Arrays.toString(e.getUpdateCounts()) + " " + e.getMessage());
    } catch (SQLException e) {
      transcript.add(what + ": " + e.getSQLState() + " " + e.getMessage());
    }
  }

  private void read(String sql, Object... values) {
    attempt(
        sql,
        () -> {
          try (PreparedStatement statement = prepare(sql, values)) {
            rows(statement.executeQuery());
          }
        });
  }

  private void write(String sql, Object... values) {
    attempt(
        sql,
        () -> {
          try (PreparedStatement statement = prepare(sql, values)) {
            transcript.add(sql + ": " + statement.executeUpdate());
          }
        });
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private void rows(ResultSet set) throws SQLException {
    ResultSetMetaData columns = set.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      transcript.add(
          "column "
              + columns.getColumnName(i)
              + " of "
              + columns.getTableName(i)
              + " "
              + columns.getColumnTypeName(i)
              + " "
              + columns.getPrecision(i)
              + " "
              + columns.getScale(i)
              + " "
              + columns.isNullable(i)
              + " "
              + columns.isAutoIncrement(i));
    }
    while (set.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        row.add(String.valueOf(set.getString(i)));
      }
      transcript.add("row " + row);
    }
  }
}
