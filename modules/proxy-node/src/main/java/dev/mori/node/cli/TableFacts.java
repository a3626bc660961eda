package dev.mori.node.cli;

import dev.mori.admin.Operation;
import dev.mori.admin.Reply;
import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.node.shadow.PostgresAddress;
import dev.mori.overlay.session.TableId;
import dev.mori.state.SessionInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Counts what a session's shadow holds of one table. Blocking, on a thread made for it. */
final class TableFacts {
  private static final String FIND =
      """
      SELECT t.rel, t.prod_schema, t.prod_name, t.detached,
             coalesce(c.oid::pg_catalog.regclass::text, ''),
             coalesce(pg_catalog.array_to_string(t.keys, E'\\x1f'), ''),
             coalesce((SELECT pg_catalog.string_agg('x.' || pg_catalog.quote_ident(a.attname) || ' = l.k' || k.n, ' AND ')
                         FROM pg_catalog.unnest(t.key_columns) WITH ORDINALITY AS k(a, n)
                         JOIN pg_catalog.pg_attribute a ON a.attrelid = t.rel AND a.attnum = k.a), '')
        FROM pg_toast_temp_mori.tables t LEFT JOIN pg_catalog.pg_class c ON c.oid = t.rel
       WHERE coalesce(c.relkind::text, 'r') IN ('r', 'p', 'm', 'f')
         AND (t.prod_name = ? OR t.prod_schema || '.' || t.prod_name = ?)
       ORDER BY t.prod_schema <> 'public', t.prod_schema LIMIT 1
      """;

  private static final String OWN =
      """
      SELECT n.nspname || '.' || c.relname, c.oid::pg_catalog.regclass::text
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_toast_temp_mori', 'pg_catalog', 'information_schema')
         AND (c.relname = ? OR n.nspname || '.' || c.relname = ?)
       ORDER BY n.nspname <> 'public', n.nspname LIMIT 1
      """;

  private static final String DIFFERENCES =
      """
      SELECT CASE
          WHEN c.attnum IS NULL THEN 'column ' || a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) || ' is added'
          WHEN a.attnum IS NULL OR a.attisdropped THEN 'column ' || c.prod_name || ' is dropped'
          WHEN a.attname <> c.prod_name THEN 'column ' || c.prod_name || ' is renamed to ' || a.attname
          ELSE 'column ' || c.prod_name || ' is ' || pg_catalog.format_type(a.atttypid, a.atttypmod) || ' instead of ' || c.prod_type
        END
        FROM (SELECT * FROM pg_toast_temp_mori.columns WHERE rel = ?::oid) c
        FULL JOIN (SELECT * FROM pg_catalog.pg_attribute WHERE attrelid = ?::oid AND attnum > 0) a ON a.attnum = c.attnum
       WHERE CASE WHEN c.attnum IS NULL THEN NOT a.attisdropped
                  ELSE a.attnum IS NULL OR a.attisdropped OR a.attname <> c.prod_name END
       ORDER BY coalesce(c.attnum, a.attnum)
      """;

  private final Connection shadow;
  private final PostgresAddress prod;
  private final SessionInfo session;

  TableFacts(Connection shadow, PostgresAddress prod, SessionInfo session) {
    this.shadow = shadow;
    this.prod = prod;
    this.session = session;
  }

  private record Tracked(
      long oid, TableId id, boolean detached, String now, List<String> keys, String join) {}

  /** The facts; empty when there is no such table. */
  Optional<Reply.Table> of(String name) throws SQLException {
    Optional<Tracked> tracked = find(name);
    return tracked.isPresent() ? Optional.of(tracked(tracked.get(), this::drift)) : own(name);
  }

  /** How drift is found out. */
  @FunctionalInterface
  private interface DriftOf {
    Reply.Drift of(Tracked table) throws SQLException;
  }

  private Reply.Drift drift(Tracked table) throws SQLException {
    return new DriftReader(shadow, prod).of(table.oid(), table.id());
  }

  /** What is local of a table, without asking prod anything. */
  Optional<Reply.TableSummary> summary(TableId id) throws SQLException {
    Optional<Tracked> tracked = find(id.schema() + "." + id.name());
    if (tracked.isEmpty()) {
      return Optional.empty();
    }
    Reply.Table local = tracked(tracked.get(), table -> Reply.Drift.NONE);
    return Optional.of(
        new Reply.TableSummary(
            local.table(), local.state(), local.rows(), local.differences().size()));
  }

  /** The written keys of a table; empty when there is no such table. */
  Optional<Reply> keys(Operation.ListKeys request) throws SQLException {
    Optional<Tracked> found = find(request.table());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Tracked table = found.get();
    boolean whole = table.detached() || table.now().isEmpty() || table.join().isEmpty();
    return Optional.of(
        whole
            ? new Reply.Failed(
                Reply.Failed.Kind.CONFLICT,
                "no keys are kept of " + request.table() + ": it is detached, dropped or has none")
            : keys(table, request));
  }

  private Reply.Keys keys(Tracked table, Operation.ListKeys request) throws SQLException {
    String ledger = PostgresLedger.ledgerTable(table.oid());
    List<String> columns =
        IntStream.rangeClosed(1, table.keys().size()).mapToObj(n -> "l.k" + n).toList();
    List<Reply.LocalKey> keys = new ArrayList<>();
    try (Statement statement = shadow.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM "
                    + table.now()
                    + " x WHERE "
                    + table.join()
                    + ") THEN 'deleted' WHEN l.base IS NULL THEN 'inserted' ELSE 'changed' END, "
                    + String.join("::text, ", columns)
                    + "::text FROM "
                    + ledger
                    + " l ORDER BY "
                    + String.join(", ", columns)
                    + " OFFSET "
                    + request.offset()
                    + " LIMIT "
                    + request.limit())) {
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          values.add(rows.getString(i + 2));
        }
        keys.add(new Reply.LocalKey(values, rows.getString(1)));
      }
    }
    return new Reply.Keys(
        session.name().session(),
        table.id().schema() + "." + table.id().name(),
        table.keys(),
        keys,
        count("SELECT pg_catalog.count(*) FROM " + ledger));
  }

  private Optional<Tracked> find(String name) throws SQLException {
    try (PreparedStatement statement = shadow.prepareStatement(FIND)) {
      statement.setString(1, name);
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        String keys = row.getString(6);
        return Optional.of(
            new Tracked(
                row.getLong(1),
                new TableId(row.getString(2), row.getString(3)),
                row.getBoolean(4),
                row.getString(5),
                keys.isEmpty() ? List.of() : List.of(keys.split("\u001f", -1)),
                row.getString(7)));
      }
    }
  }

  private Reply.Table tracked(Tracked table, DriftOf drift) throws SQLException {
    boolean keyed = !table.join().isEmpty();
    boolean present = !table.now().isEmpty();
    long touched =
        keyed ? count("SELECT pg_catalog.count(*) FROM pg_toast_temp_mori.t_" + table.oid()) : 0;
    long local = 0;
    if (present && table.detached()) {
      local = count("SELECT pg_catalog.count(*) FROM " + table.now());
    } else if (present && keyed) {
      local =
          count(
              "SELECT pg_catalog.count(*) FROM pg_toast_temp_mori.t_"
                  + table.oid()
                  + " l WHERE EXISTS (SELECT 1 FROM "
                  + table.now()
                  + " x WHERE "
                  + table.join()
                  + ")");
    }
    long hydrated =
        keyed ? count("SELECT pg_catalog.count(*) FROM pg_toast_temp_mori.h_" + table.oid()) : 0;
    SessionInfo.TableCount marks = session.tables().get(table.id());
    long marked = marks == null ? 0 : marks.markedKeys();
    boolean detached = table.detached() || (marks != null && marks.detached());
    String state = detached ? "detached" : marked > 0 || touched > 0 ? "dirty" : "clean";
    List<String> differences = new ArrayList<>();
    if (present) {
      differences.addAll(differences(table.oid()));
    } else {
      differences.add("the table is dropped");
    }
    return new Reply.Table(
        session.name().session(),
        table.id().schema() + "." + table.id().name(),
        state,
        table.keys(),
        new Reply.LocalRows(marked, local, detached ? 0 : touched - local, hydrated),
        differences,
        present && touched > 0 ? drift.of(table) : Reply.Drift.NONE);
  }

  /** A table that the session itself has made. */
  private Optional<Reply.Table> own(String name) throws SQLException {
    try (PreparedStatement statement = shadow.prepareStatement(OWN)) {
      statement.setString(1, name);
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long rows = count("SELECT pg_catalog.count(*) FROM " + row.getString(2));
        return Optional.of(
            new Reply.Table(
                session.name().session(),
                row.getString(1),
                "detached",
                List.of(),
                new Reply.LocalRows(0, rows, 0, 0),
                List.of("the table was made in this session"),
                Reply.Drift.NONE));
      }
    }
  }

  private List<String> differences(long oid) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement statement = shadow.prepareStatement(DIFFERENCES)) {
      statement.setLong(1, oid);
      statement.setLong(2, oid);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  private long count(String sql) throws SQLException {
    try (Statement statement = shadow.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
