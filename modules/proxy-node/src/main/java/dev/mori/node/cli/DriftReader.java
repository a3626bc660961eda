package dev.mori.node.cli;

import dev.mori.admin.Reply;
import dev.mori.engine.postgres.ObjectName;
import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.overlay.session.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares the rows that a session has written with what prod has in their place: by the digest of
 * prod's row that the ledger took when it was written first. Blocking, on a thread made for it.
 */
final class DriftReader {
  /** More keys than this are not compared: each is a look-up on prod. */
  private static final int KEYS = 100_000;

  private static final int CHUNK = 5_000;

  /** Rows that are told one by one. */
  private static final int SHOWN = 100;

  /** Of columns that the session has changed since; the digest tells nothing any more. */
  private static final String OUTDATED = "0".repeat(32);

  private static final String PINNED =
      "SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';"
          + " SET extra_float_digits = 1; SET bytea_output = 'hex'; SET row_security = off;"
          + " SET search_path = pg_catalog";

  /**
   * Domains are taken for what they stand for: their checks are not for prod. Neither is a type
   * that only has the name of one there, so no cast may name any but the server's own.
   */
  private static final String KEY =
      """
      SELECT c.prod_name, pg_catalog.format_type(b.type, NULL),
             (SELECT y.typnamespace = 'pg_catalog'::regnamespace FROM pg_catalog.pg_type y WHERE y.oid = b.type)
        FROM pg_toast_temp_mori.tables t, pg_catalog.unnest(t.key_columns) WITH ORDINALITY AS k(attnum, n),
             pg_toast_temp_mori.columns c, pg_catalog.pg_attribute a,
             LATERAL (WITH RECURSIVE up(type, base) AS (
                        SELECT y.oid, y.typbasetype FROM pg_catalog.pg_type y WHERE y.oid = a.atttypid
                        UNION ALL
                        SELECT y.oid, y.typbasetype FROM up JOIN pg_catalog.pg_type y ON y.oid = up.base)
                      SELECT type FROM up WHERE base = 0) b
       WHERE t.rel = ? AND c.rel = t.rel AND c.attnum = k.attnum AND a.attrelid = t.rel AND a.attnum = k.attnum
       ORDER BY k.n
      """;

  private final Connection shadow;
  private final PostgresAddress prod;

  DriftReader(Connection shadow, PostgresAddress prod) {
    this.shadow = shadow;
    this.prod = prod;
  }

  /** A column of the key: its name on prod, its type, and whether that is the server's own. */
  private record KeyColumn(String name, String type, boolean builtIn) {}

  /**
   * Prod's table.
   *
   * @param from as it stands in FROM
   * @param key its key
   * @param columns those in the digests
   */
  private record Prod(String from, List<KeyColumn> key, List<String> columns) {}

  /** A row that the session has written; no digest when it was not prod's. */
  private record Written(List<String> key, String digest) {}

  /** What has drifted of a table that has a key; a failure of prod's is told in the reply. */
  Reply.Drift of(long oid, TableId table) throws SQLException {
    run(shadow, PINNED);
    Prod origin = new Prod(from(oid, table), key(oid), columns(oid));
    if (!origin.key().stream().allMatch(KeyColumn::builtIn)) {
      return Reply.Drift.unknown("its key has a type that is not the server's own");
    }
    List<Written> written = written(oid, origin.key().size());
    if (written.size() > KEYS) {
      return Reply.Drift.unknown("these are more than " + KEYS + " rows");
    }
    List<Written> known = written.stream().filter(row -> !row.digest().equals(OUTDATED)).toList();
    List<Reply.DriftedRow> drifted = new ArrayList<>();
    try (Connection there = prod.readOnly()) {
      run(there, PINNED);
      for (int from = 0; from < known.size(); from += CHUNK) {
        List<Written> chunk = known.subList(from, Math.min(known.size(), from + CHUNK));
        Map<Integer, String> digests = now(there, origin, chunk);
        for (int i = 0; i < chunk.size(); i++) {
          String now = digests.getOrDefault(i, "");
          if (!now.equals(chunk.get(i).digest())) {
            drifted.add(new Reply.DriftedRow(chunk.get(i).key(), chunk.get(i).digest(), now));
          }
        }
      }
    } catch (SQLException e) {
      return Reply.Drift.unknown("prod says: " + e.getMessage());
    }
    return new Reply.Drift(
        known.size(), drifted.size(), drifted.subList(0, Math.min(SHOWN, drifted.size())), "");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String from(long oid, TableId table) throws SQLException {
    try (PreparedStatement statement =
        shadow.prepareStatement("SELECT relkind = 'p' FROM pg_catalog.pg_class WHERE oid = ?")) {
      statement.setLong(1, oid);
      try (ResultSet row = statement.executeQuery()) {
        boolean partitioned = row.next() && row.getBoolean(1);
        return (partitioned ? "" : "ONLY ") + new ObjectName(table.schema(), table.name()).sql();
      }
    }
  }

  private List<KeyColumn> key(long oid) throws SQLException {
    List<KeyColumn> key = new ArrayList<>();
    try (PreparedStatement statement = shadow.prepareStatement(KEY)) {
      statement.setLong(1, oid);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          key.add(new KeyColumn(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
        }
      }
    }
    return key;
  }

  /** Prod's names of the columns in the digests. */
  private List<String> columns(long oid) throws SQLException {
    try (PreparedStatement statement =
        shadow.prepareStatement(
            "SELECT pg_catalog.unnest(d.there) FROM pg_toast_temp_mori.digested(?) d")) {
      statement.setLong(1, oid);
      List<String> columns = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
      return columns;
    }
  }

  private List<Written> written(long oid, int columns) throws SQLException {
    String keys =
        IntStream.rangeClosed(1, columns)
            .mapToObj(n -> "k" + n + "::text")
            .collect(Collectors.joining(", "));
    List<Written> written = new ArrayList<>();
    try (Statement statement = shadow.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT coalesce(pg_catalog.replace(base::text, '-', ''), ''), "
                    + keys
                    + " FROM "
                    + PostgresLedger.ledgerTable(oid)
                    + " ORDER BY base IS NULL, "
                    + IntStream.rangeClosed(1, columns)
                        .mapToObj(n -> "k" + n)
                        .collect(Collectors.joining(", "))
                    + " LIMIT "
                    + (KEYS + 1))) {
      while (rows.next()) {
        List<String> key = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
          key.add(rows.getString(i + 2));
        }
        written.add(new Written(key, rows.getString(1)));
      }
    }
    return written;
  }

  /** Digests of prod's rows by their place in the chunk; those that prod has not are missing. */
  private static Map<Integer, String> now(Connection there, Prod origin, List<Written> chunk)
      throws SQLException {
    Map<Integer, String> digests = new HashMap<>();
    try (PreparedStatement statement = there.prepareStatement(sql(origin))) {
      for (int i = 0; i < origin.key().size(); i++) {
        int column = i;
        Array texts =
            there.createArrayOf(
                "text", chunk.stream().map(row -> row.key().get(column)).toArray(String[]::new));
        statement.setArray(i + 1, texts);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          digests.put(rows.getInt(1) - 1, rows.getString(2));
        }
      }
    }
    return digests;
  }

  private static String sql(Prod origin) {
    List<KeyColumn> key = origin.key();
    String row =
        origin.columns().stream()
            .map(c -> "p." + ObjectName.quote(c))
            .collect(Collectors.joining(", "));
    String arrays = key.stream().map(k -> "?::text[]").collect(Collectors.joining(", "));
    String names =
        IntStream.rangeClosed(1, key.size())
            .mapToObj(n -> "k" + n)
            .collect(Collectors.joining(", "));
    String same =
        IntStream.range(0, key.size())
            .mapToObj(
                i ->
                    "p.%s = CAST(u.k%d AS %s)"
                        .formatted(ObjectName.quote(key.get(i).name()), i + 1, key.get(i).type()))
            .collect(Collectors.joining(" AND "));
    return ("SELECT u.n, pg_catalog.md5(ROW(%s)::text)"
            + " FROM pg_catalog.unnest(%s) WITH ORDINALITY AS u(%s, n) JOIN %s p ON %s")
        .formatted(row, arrays, names, origin.from(), same);
  }
}
