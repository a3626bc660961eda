package dev.mori.engine.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The ledger inside a PostgreSQL shadow: schema {@code mori}, written by triggers in the
 * transaction that changes the data, so that rows and bookkeeping cannot diverge (ARCHITECTURE
 * 3.1). The script in {@code ledger.sql} is the definition; this type hands it out and names what
 * it makes.
 *
 * <p>Installing: run {@link #script()} as one string, as superuser, in a template database whose
 * schema is already cloned, then {@link #ADOPT_ALL} once. Databases created from that template are
 * ready for use; object ids stay the template's.
 */
public final class PostgresLedger {
  /**
   * Takes every cloned table into the ledger; answers one row with their number. Run once after
   * {@link #script()}.
   */
  public static final String ADOPT_ALL = "SELECT mori.adopt_all()";

  /** Run in the same transaction after any DDL of a client: trigger functions name columns. */
  public static final String AFTER_DDL = "SELECT mori.after_ddl()";

  /**
   * Parameters: table oid, array literal of its row type; answers (fresh keys, inserted rows).
   * Replica role only.
   */
  public static final String HYDRATE =
      "SELECT h.fresh::text, h.inserted::text FROM mori.hydrate($1::oid, $2::text) h";

  /**
   * Parameters: table oid, array literal of its row type. Answers how many of the rows never were
   * copied here and were not the session's own before the running transaction.
   */
  public static final String UNKNOWN = "SELECT mori.unknown($1::oid, $2::text)::text";

  /**
   * Parameter: the statement number. Answers (table oid, old row, new row) of what that statement
   * wrote.
   */
  public static final String WRITTEN =
      "SELECT rel::text, old_row, new_row FROM mori.writes"
          + " WHERE tx = pg_catalog.pg_current_xact_id() AND seq = $1::int";

  /**
   * Takes what the whole transaction wrote out of the ledger's scratch table, to be run last before
   * COMMIT. Answers (table oid, old key, new key), keys as text arrays; both null stands for a
   * TRUNCATE.
   */
  public static final String TAKE_WRITES =
      "WITH w AS (DELETE FROM mori.writes WHERE tx = pg_catalog.pg_current_xact_id()"
          + " RETURNING rel, old_key, new_key)"
          + " SELECT DISTINCT rel::text, pg_catalog.array_to_json(old_key)::text,"
          + " pg_catalog.array_to_json(new_key)::text FROM w";

  /**
   * Every tracked table: (oid, prod schema, prod name, number of key columns, detached), for
   * reconciling marks.
   */
  public static final String TABLES =
      "SELECT rel::text, prod_schema, prod_name, pg_catalog.cardinality(key_columns)::text, detached::text"
          + " FROM mori.tables ORDER BY rel";

  /** Where every sequence stands: (oid, value, whether it was called); moves none. */
  public static final String SEQUENCES =
      "SELECT seq::text, value::text, called::text FROM mori.sequences() ORDER BY seq";

  /**
   * Puts sequences back that have moved; parameters: arrays of oid, value and whether it was
   * called.
   */
  public static final String SET_SEQUENCES =
      "SELECT pg_catalog.count(pg_catalog.setval(s.seq::pg_catalog.regclass, o.value, o.called))"
          + " FROM mori.sequences() s"
          + " JOIN ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::bigint[]),"
          + " pg_catalog.unnest($3::boolean[])) o(seq, value, called) ON o.seq = s.seq"
          + " WHERE (s.value, s.called) IS DISTINCT FROM (o.value, o.called)";

  /**
   * Parameter: a table's oid. Answers whether it is cut loose from prod, and keeps others from
   * deciding meanwhile.
   */
  public static final String LOCK_ORIGIN = "SELECT d::text FROM mori.lock_origin($1::oid) d";

  /** Switches triggers and foreign keys, but not the ledger, off until the transaction ends. */
  public static final String UNCHECKED = "SELECT mori.triggers(true)";

  /** Makes a connection one that copies rows: triggers, foreign keys and the ledger are off. */
  public static final String COPY_ROWS = "SELECT mori.copy_rows()";

  /** Parameter: a table's oid. Cuts it loose from prod, with its partitions. */
  public static final String DETACH = "SELECT mori.detach($1::oid)";

  private PostgresLedger() {}

  /**
   * The statements that create schema {@code mori}; to be executed as one multi-statement string.
   */
  public static String script() {
    try (InputStream in = PostgresLedger.class.getResourceAsStream("ledger.sql")) {
      if (in == null) {
        throw new IllegalStateException("ledger.sql is missing from the engine's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          + "\n"
          + PostgresCatalogSql.script();
    } catch (IOException e) {
      throw new UncheckedIOException("reading ledger.sql from the engine's jar", e);
    }
  }

  /** The ledger table of a tracked table with a key: columns k1.. and tx. */
  public static String ledgerTable(long relation) {
    return "mori.t_" + relation;
  }

  /** Switches triggers, foreign keys and the ledger off or on again until the transaction ends. */
  public static String hydrating(boolean on) {
    return "SELECT mori.triggers(%s), pg_catalog.set_config('mori.hydrating', '%s', true)"
        .formatted(on, on ? "on" : "off");
  }

  /** Sets the number under which the next statement's writes are logged, for the session. */
  public static String numberStatement(int seq) {
    return "SELECT pg_catalog.set_config('mori.seq', '" + seq + "', false)";
  }
}
