package dev.mori.node.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Loads the demo shop into an empty PostgreSQL database (12 or later, UTF8). The rows are
 * deterministic: the same scale gives the same rows, byte by byte, on every server. At scale 1 it
 * is about 346,000 rows in 18 tables and takes some 8 seconds; smaller scales keep at least 40 rows
 * in each table.
 */
public final class ShopData {
  private static final List<String> PARTS =
      List.of("shop-tables.sql", "shop-rows.sql", "shop-rules.sql");

  private ShopData() {}

  /**
   * Creates the shop's types, tables, rows, constraints, triggers and views, in one transaction
   * when the connection is not in autocommit mode (the caller commits), otherwise in one for each
   * of the three parts.
   *
   * @param connection to an empty database; the role must be allowed to create schemas in it
   * @param scale rows as a fraction of the full data set, over 0; 1 is the full set
   * @throws SQLException when the database already has a shop, or refuses a statement
   */
  public static void load(Connection connection, double scale) throws SQLException {
    if (!(scale > 0 && scale <= 10)) {
      throw new IllegalArgumentException("scale must be over 0 and at most 10, not " + scale);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET client_min_messages = warning; SET shop.scale = '" + scale + "'");
      for (String part : PARTS) {
        statement.execute(text(part));
      }
      statement.execute("RESET shop.scale; RESET client_min_messages");
    }
  }

  private static String text(String part) {
    try (InputStream in = ShopData.class.getResourceAsStream("/demo/" + part)) {
      if (in == null) {
        throw new IllegalStateException("missing resource demo/" + part);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
