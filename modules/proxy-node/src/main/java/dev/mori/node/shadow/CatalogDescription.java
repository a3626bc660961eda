package dev.mori.node.shadow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A database's whole schema as sorted lines of text without oids: equal descriptions mean equal
 * schemas. Used for the fingerprint of prod and to check a clone.
 *
 * @param lines one for each object: kind, name, detail
 */
record CatalogDescription(SortedSet<String> lines) {

  private static final CatalogQueries QUERIES = CatalogQueries.load("describe.sql");

  CatalogDescription {
    lines = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(lines));
  }

  /** Describes the database of a connection that is in a transaction with pinned settings. */
  static CatalogDescription of(Connection connection) throws SQLException {
    TreeSet<String> lines = new TreeSet<>();
    for (List<@Nullable String> row : QUERIES.rows(connection)) {
      lines.add(row.get(0) + " " + row.get(1) + ": " + row.get(2));
    }
    return new CatalogDescription(lines);
  }

  /** Same, for a database of our own. */
  static CatalogDescription of(PostgresAddress address) throws SQLException {
    try (Connection connection = address.connect()) {
      connection.setAutoCommit(false);
      Sql.run(connection, ProdReader.pinned());
      CatalogDescription description = of(connection);
      connection.rollback();
      return description;
    }
  }

  /** 24 hexadecimal digits: two schemas with the same fingerprint are the same. */
  String fingerprint() {
    return fingerprint("");
  }

  /** Same, of the schema and something that goes with it. */
  String fingerprint(String more) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(more.getBytes(StandardCharsets.UTF_8));
      for (String line : lines) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Lines of one and not of the other, marked with - (only here) and + (only there). */
  List<String> differences(CatalogDescription other) {
    List<String> differences = new ArrayList<>();
    for (String line : lines) {
      if (!other.lines.contains(line)) {
        differences.add("- " + line);
      }
    }
    for (String line : other.lines) {
      if (!lines.contains(line)) {
        differences.add("+ " + line);
      }
    }
    differences.sort(Comparator.comparing(line -> line.substring(2)));
    return differences;
  }
}
