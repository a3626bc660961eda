package dev.mori.node.server;

import dev.mori.engine.postgres.PostgresLedger;
import dev.mori.node.shadow.ShadowStore;
import dev.mori.overlay.session.KeyMark;
import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.Ledger;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.TableId;
import dev.mori.state.Reconciliation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Reads a shadow's ledger whole, for an entity that has just recovered. Blocking, on a thread of
 * its own.
 */
final class LedgerReader implements Reconciliation {
  private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");

  private final ShadowStore shadows;

  LedgerReader(ShadowStore shadows) {
    this.shadows = shadows;
  }

  @Override
  public CompletionStage<Ledger> ledger(SessionName session, String shadowDatabase) {
    CompletableFuture<Ledger> read = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("mori-ledger-" + session)
        .start(
            () -> {
              try (Connection connection = shadows.client(shadowDatabase).connect()) {
                read.complete(read(connection));
              } catch (Throwable e) {
                // 3D000: the database is gone, so nothing of the session is.
                if (e instanceof SQLException sql && "3D000".equals(sql.getSQLState())) {
                  read.complete(Ledger.EMPTY);
                } else {
                  // The entity stashes every request until it hears of this.
                  read.completeExceptionally(new CompletionException(e));
                }
              }
            });
    return read;
  }

  private record Table(long oid, TableId id, int columns, boolean detached) {}

  private static Ledger read(Connection connection) throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(PostgresLedger.TABLES)) {
      while (rows.next()) {
        tables.add(
            new Table(
                rows.getLong(1),
                new TableId(rows.getString(2), rows.getString(3)),
                rows.getInt(4),
                rows.getString(5).startsWith("t")));
      }
    }
    Map<TableId, KeySet> keys = new HashMap<>();
    Set<TableId> detached = new HashSet<>();
    for (Table table : tables) {
      if (table.detached()) {
        detached.add(table.id());
      } else if (table.columns() > 0) {
        KeySet set = keys(connection, table);
        if (!set.isEmpty()) {
          keys.put(table.id(), set);
        }
      }
    }
    return new Ledger(keys, detached);
  }

  private static KeySet keys(Connection connection, Table table) throws SQLException {
    StringBuilder columns = new StringBuilder("k1::text");
    for (int i = 2; i <= table.columns(); i++) {
      columns.append(", k").append(i).append("::text");
    }
    List<KeyMark> marks = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 1; SET bytea_output = 'hex'");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT pg_catalog.pg_typeof(k1)::text, "
                  + columns
                  + " FROM "
                  + PostgresLedger.ledgerTable(table.oid()))) {
        while (rows.next()) {
          List<String> texts = new ArrayList<>();
          for (int i = 0; i < table.columns(); i++) {
            texts.add(rows.getString(i + 2));
          }
          boolean integer = texts.size() == 1 && isInteger(rows.getString(1));
          marks.add(
              integer ? KeyMark.ofLong(Long.parseLong(texts.getFirst())) : KeyMark.ofText(texts));
        }
      }
    }
    return KeySet.copyOf(marks);
  }

  private static boolean isInteger(String type) {
    return INTEGERS.contains(type)
        || type.equals("smallint")
        || type.equals("integer")
        || type.equals("bigint");
  }
}
