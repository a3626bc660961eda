package dev.mori.conformance.overlay;

import dev.mori.engine.postgres.KeyValue;
import dev.mori.engine.postgres.OverlayContext;
import dev.mori.engine.postgres.PostgresCatalog;
import dev.mori.engine.postgres.PostgresCatalogSql;
import dev.mori.engine.postgres.PostgresGuard;
import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.engine.postgres.PostgresOverlay;
import dev.mori.engine.postgres.PostgresProdCatalog;
import dev.mori.engine.postgres.ReadPlan;
import dev.mori.engine.postgres.ReadText;
import dev.mori.engine.postgres.Relation;
import dev.mori.engine.postgres.SessionTables;
import dev.mori.engine.postgres.ViewTexts;
import dev.mori.node.shadow.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prod, shadow with ledger and private copy in one server, and a runner for one read. */
final class OverlayBench implements AutoCloseable {
  private static final String PATH = "public, app";

  final Connection prod;
  final Connection shadow;
  final Connection copy;
  private ViewTexts views;

  /** A client's parameter: its declared type's name and oid, and its text. */
  record Parameter(String type, long oid, String text) {}

  /** Column types and rows of an answer, or an error's SQLSTATE. */
  record Answer(List<String> types, List<List<@Nullable String>> rows, String error) {}

  OverlayBench(EmbeddedPostgres server) throws SQLException, IOException {
    try (Connection maintenance = server.connect("postgres")) {
      for (String name : List.of("ov_prod", "ov_shadow", "ov_copy")) {
        run(maintenance, "CREATE DATABASE " + name);
      }
    }
    prod = server.connect("ov_prod");
    shadow = server.connect("ov_shadow");
    copy = server.connect("ov_copy");
    // other attribute numbers than in the shadow, as after years of migrations
    run(prod, "CREATE SCHEMA app");
    run(prod, resource("before.sql"));
    String schema = resource("schema.sql");
    run(prod, schema);
    run(prod, "ALTER TABLE orders DROP COLUMN legacy");
    for (Connection one : List.of(shadow, copy)) {
      run(one, schema.replace("legacy int,", ""));
    }
    for (Connection one : List.of(prod, copy)) {
      run(one, resource("rows.sql"));
    }
    run(shadow, PostgresLedger.script("shop", List.of()));
    run(shadow, PostgresLedger.ADOPT_ALL);
    for (Connection one : List.of(prod, shadow, copy)) {
      run(one, "SET search_path = " + PATH);
      run(one, "SET jit = off");
    }
    views = load();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OverlayBench.class.getResourceAsStream("/overlay/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private ViewTexts load() throws SQLException {
    run(prod, "BEGIN");
    run(prod, PostgresCatalogSql.PROD_SETTINGS);
    List<List<@Nullable String>> there = rows(prod, PostgresCatalogSql.prodLoad());
    run(prod, "COMMIT");
    PostgresProdCatalog known = PostgresProdCatalog.of(there);
    PostgresCatalog catalog = PostgresCatalog.read(rows(shadow, PostgresCatalogSql.LOAD), known);
    return new ViewTexts(catalog, new PostgresGuard(catalog)::viewText);
  }

  Optional<ReadText> read(String sql) {
    return new PostgresGuard(catalog()).viewText(sql);
  }

  PostgresCatalog catalog() {
    return views.catalog();
  }

  /** Runs DDL in the session and in the copy. */
  void ddl(String sql) throws SQLException {
    run(shadow, sql);
    run(shadow, PostgresLedger.AFTER_DDL);
    run(copy, sql);
    views = load();
  }

  /** Runs a write in the copy, and in the shadow after its rows came from prod. */
  void write(String table, String where, String sql) throws SQLException {
    if (!where.equals("false")) {
      hydrate(table, where);
    }
    run(shadow, sql);
    run(copy, sql);
  }

  private void hydrate(String table, String where) throws SQLException {
    String registry =
        one(shadow, "SELECT 'pg_toast_temp_mori.h_' || '" + table + "'::regclass::oid");
    List<List<@Nullable String>> columns =
        rows(
            shadow,
            "SELECT string_agg(quote_ident(a.attname), ','), string_agg(CASE WHEN attgenerated = ''"
                + " THEN quote_ident(a.attname) END, ',') FROM (SELECT * FROM pg_attribute WHERE"
                + " attrelid = '"
                + table
                + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum) a");
    String keys =
        one(
            shadow,
            "SELECT string_agg(quote_ident(k), ',' ORDER BY n) FROM pg_toast_temp_mori.tables, unnest(keys) WITH"
                + " ORDINALITY u(k, n) WHERE rel = '"
                + table
                + "'::regclass");
    String images =
        one(
            prod,
            "SELECT coalesce(array_agg(ROW("
                + columns.getFirst().getFirst()
                + "))::text, '{}') FROM "
                + table
                + " WHERE "
                + where);
    run(shadow, "SET session_replication_role = replica; SET mori.hydrating = on");
    String incoming = "unnest('" + images.replace("'", "''") + "'::" + table + "[])";
    run(
        shadow,
        "WITH i AS MATERIALIZED (SELECT * FROM "
            + incoming
            + "), f AS (INSERT INTO "
            + registry
            + " SELECT "
            + keys
            + " FROM i ON CONFLICT DO NOTHING RETURNING *) INSERT INTO "
            + table
            + "("
            + columns.getFirst().get(1)
            + ") OVERRIDING SYSTEM VALUE SELECT "
            + columns.getFirst().get(1)
            + " FROM i WHERE ("
            + keys
            + ") IN (SELECT * FROM f)");
    run(shadow, "SET session_replication_role = origin; SET mori.hydrating = off");
  }

  static List<List<@Nullable String>> rows(Connection connection, String sql) throws SQLException {
    return answer(connection, sql).rows();
  }

  private static String one(Connection connection, String sql) throws SQLException {
    return Objects.requireNonNull(rows(connection, sql).getFirst().getFirst());
  }

  private static Answer answer(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      List<String> types = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        types.add(
            result
                    .getMetaData()
                    .getColumnTypeName(i)
                    .replace("bigserial", "int8")
                    .replace("serial", "int4")
                + "/"
                + result.getMetaData().getPrecision(i)
                + "/"
                + result.getMetaData().getScale(i));
      }
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (result.next()) {
        @Nullable String[] row = new String[width];
        for (int i = 1; i <= width; i++) {
          row[i - 1] = result.getString(i);
        }
        rows.add(Arrays.asList(row));
      }
      return new Answer(types, rows, "");
    }
  }

  ReadPlan plan(String sql, List<Parameter> parameters) {
    return plan(sql, parameters, false);
  }

  ReadPlan plan(String sql, List<Parameter> parameters, boolean inTransaction) {
    ReadText read = read(sql).orElseThrow(() -> new IllegalStateException("not parsed: " + sql));
    OverlayContext context =
        new OverlayContext(
            views,
            List.of("public", "app"),
            new LedgerTables(shadow, parameters),
            parameters.stream().map(Parameter::oid).toList(),
            inTransaction);
    return new PostgresOverlay(context).plan(read);
  }

  /** What the private copy answers. */
  Answer onCopy(String sql, List<Parameter> parameters) {
    return execute(copy, sql, parameters, List.of());
  }

  /** What the overlay answers; empty when it would localize, fall back to that, or refuse. */
  Optional<Answer> overlay(ReadPlan plan, String sql, List<Parameter> parameters)
      throws SQLException {
    return switch (plan) {
      case ReadPlan.ProdDirect p -> Optional.of(execute(prod, sql, parameters, List.of()));
      case ReadPlan.ShadowOnly p -> Optional.of(execute(shadow, sql, parameters, List.of()));
      case ReadPlan.Localize p -> Optional.empty();
      case ReadPlan.Refused p -> Optional.empty();
      case ReadPlan.Rewritten p -> {
        List<@Nullable String> deltas = List.of();
        if (!p.captureSql().isEmpty()) {
          Answer captured = execute(shadow, p.captureSql(), parameters, List.of());
          if (!captured.error().isEmpty()) {
            throw new SQLException(captured.error() + " in capture " + p.captureSql());
          }
          deltas = captured.rows().getFirst();
        }
        Answer answer = execute(prod, p.text(), parameters, deltas);
        yield answer.error().matches("(?s)(22|42(?!501)).*")
            ? Optional.empty()
            : Optional.of(answer);
      }
    };
  }

  private static Answer execute(
      Connection connection,
      String sql,
      List<Parameter> parameters,
      List<? extends @Nullable String> deltas) {
    List<String> types = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Parameter parameter : parameters) {
      types.add(parameter.type());
      values.add("'" + parameter.text().replace("'", "''") + "'");
    }
    for (String delta : deltas) {
      types.add("unknown");
      values.add(delta == null ? "NULL" : "'" + delta.replace("'", "''") + "'");
    }
    try {
      if (types.isEmpty()) {
        return answer(connection, sql);
      }
      run(connection, "PREPARE ov (" + String.join(", ", types) + ") AS " + sql);
      try {
        return answer(connection, "EXECUTE ov (" + String.join(", ", values) + ")");
      } finally {
        run(connection, "DEALLOCATE ov");
      }
    } catch (SQLException e) {
      return new Answer(List.of(), List.of(), e.getSQLState() + " " + e.getMessage());
    }
  }

  @Override
  public void close() throws SQLException {
    prod.close();
    shadow.close();
    copy.close();
  }

  /** The ledger itself as marks. */
  private record LedgerTables(Connection shadow, List<Parameter> parameters)
      implements SessionTables {
    @Override
    public Standing standing(Relation table) {
      if (table.key().isEmpty()) {
        return Standing.CLEAN;
      }
      return exists(table, "true") ? Standing.DIRTY : Standing.CLEAN;
    }

    @Override
    public boolean mayBeLocal(Relation table, List<List<KeyValue>> keys) {
      for (List<KeyValue> key : keys) {
        List<String> conditions = new ArrayList<>();
        for (int i = 1; i <= key.size(); i++) {
          conditions.add("k" + i + condition(key.get(i - 1)));
        }
        if (exists(table, String.join(" AND ", conditions))) {
          return true;
        }
      }
      return false;
    }

    private String condition(KeyValue value) {
      return switch (value) {
        case KeyValue.Constant c -> " = '" + c.text().replace("'", "''") + "'";
        case KeyValue.Parameter p -> " = '" + parameters.get(p.number() - 1).text() + "'";
        case KeyValue.Elements e -> " = ANY ('" + parameters.get(e.number() - 1).text() + "')";
      };
    }

    private boolean exists(Relation table, String where) {
      try {
        return one(
                shadow,
                "SELECT EXISTS (SELECT 1 FROM "
                    + PostgresLedger.ledgerTable(table.oid())
                    + " WHERE "
                    + where
                    + ")")
            .equals("t");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
