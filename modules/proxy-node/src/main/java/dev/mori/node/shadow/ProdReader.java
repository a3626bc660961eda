package dev.mori.node.shadow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Reads prod's catalogs. The session is read-only by the server's own means ({@code
 * default_transaction_read_only}), every read runs in a {@code REPEATABLE READ READ ONLY}
 * transaction that is rolled back, and limits keep it from waiting or holding anything for long.
 */
final class ProdReader implements AutoCloseable {

  static final String READ_ONLY =
      "-c default_transaction_read_only=on -c statement_timeout=120s -c lock_timeout=5s"
          + " -c idle_in_transaction_session_timeout=120s";

  /** More than a statement may take: a server that has vanished is given up. */
  private static final String SOCKET_SECONDS = "150";

  private final Connection connection;

  private ProdReader(Connection connection) {
    this.connection = connection;
  }

  static ProdReader open(PostgresAddress prod) throws SQLException {
    return new ProdReader(
        prod.connect(Map.of("options", READ_ONLY, "socketTimeout", SOCKET_SECONDS)));
  }

  /** A read of prod. */
  @FunctionalInterface
  interface Reading<T> {
    /** Runs queries on the connection; it is in a read-only transaction with an empty path. */
    T on(Connection connection) throws SQLException;
  }

  /** Runs queries in one snapshot, all names qualified in what the server prints. */
  <T> T read(Reading<T> reading) throws SQLException {
    Sql.run(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    try {
      Sql.run(connection, pinned());
      return reading.on(connection);
    } finally {
      Sql.run(connection, "ROLLBACK");
    }
  }

  /** Settings under which catalog functions print the same text on every server. */
  static String pinned() {
    return "SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off;"
        + " SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = 'postgres';"
        + " SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';"
        + " SET LOCAL timezone = 'UTC'; SET LOCAL xmloption = content;"
        + " SET LOCAL standard_conforming_strings = on";
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
