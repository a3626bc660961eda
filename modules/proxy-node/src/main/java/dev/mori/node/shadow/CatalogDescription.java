package dev.mori.node.shadow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database's whole schema as sorted lines of text without oids: equal descriptions mean equal
 * schemas. Used for the fingerprint of prod and to check a clone.
 *
 * @param lines one for each object: kind, name, detail
 */
record CatalogDescription(SortedSet<String> lines) {

  private static final Pattern SKIP = Pattern.compile("%skip\\((\\w+), (.+?)\\)%");
  private static final Pattern USER = Pattern.compile("%user\\((\\S+)\\)%");
  private static final Pattern ACL = Pattern.compile("%acl\\((\\w+), (.+?), (\\w+)\\)%");
  private static final List<String> QUERIES = queries();

  CatalogDescription {
    lines = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(lines));
  }

  /** Describes the database of a connection that is in a transaction with pinned settings. */
  static CatalogDescription of(Connection connection) throws SQLException {
    int major = Integer.parseInt(Sql.one(connection, "SHOW server_version_num")) / 10_000;
    TreeSet<String> lines = new TreeSet<>();
    for (String query : QUERIES) {
      for (List<@Nullable String> row : Sql.rows(connection, forMajor(query, major))) {
        lines.add(row.get(0) + " " + row.get(1) + ": " + row.get(2));
      }
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
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
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

  /** The query for PostgreSQL 15 with the columns that other versions call otherwise or lack. */
  static String forMajor(String query, int major) {
    String text = query;
    if (major >= 17) {
      text = text.replace("daticulocale", "datlocale").replace("colliculocale", "colllocale");
    }
    if (major < 15) {
      text =
          text.replace("datlocprovider", "'c'")
              .replace("daticulocale", "NULL::text")
              .replace("datcollversion", "NULL::text")
              .replace("colliculocale", "NULL::text");
    }
    if (major < 14) {
      text = text.replace("attcompression", "''").replace("rngmultitypid", "NULL");
    }
    return text;
  }

  private static List<String> queries() {
    String text = resource("describe.sql").replaceAll("(?m)^--.*\n", "");
    text =
        SKIP.matcher(text)
            .replaceAll(
                "NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = '$1'::regclass"
                    + " AND x.objid = $2 AND x.deptype = 'e')");
    text =
        USER.matcher(text)
            .replaceAll(
                "$1 NOT IN (SELECT s.oid FROM pg_namespace s WHERE s.nspname IN"
                    + " ('pg_catalog', 'information_schema', 'pg_toast', 'mori')"
                    + " OR s.nspname LIKE 'pg\\\\_temp\\\\_%'"
                    + " OR s.nspname LIKE 'pg\\\\_toast\\\\_temp\\\\_%')");
    text =
        ACL.matcher(text)
            .replaceAll(
                "(SELECT string_agg(x::text, ' ' ORDER BY x::text COLLATE \"C\")"
                    + " FROM unnest(coalesce($1, acldefault(($2)::\"char\", $3))) x)");
    return List.of(text.strip().split(";\\s*(\n|$)"));
  }

  /** A text file beside this class. */
  static String resource(String name) {
    try (InputStream in = CatalogDescription.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
