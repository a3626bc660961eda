package dev.mori.engine.postgres;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The ledger inside a PostgreSQL shadow: schema {@link #SCHEMA}, written by triggers in the
 * transaction that changes the data, so that rows and bookkeeping cannot diverge (ARCHITECTURE
 * 3.1). The scripts beside it are the definition; this type hands them out and names what they
 * make.
 *
 * <p>Installing: run {@link #script(String, List)} as one string, as superuser, in a template
 * database whose schema is already cloned, then {@link #ADOPT_ALL} once. Databases created from
 * that template are ready for use; object ids stay the template's.
 */
public final class PostgresLedger {
  /**
   * The schema. A server takes such a name for another session's temporary schema: everything that
   * lists schemas and tables for people leaves it out, and nobody can make a table in it.
   */
  public static final String SCHEMA = "pg_toast_temp_mori";

  /**
   * Takes every cloned table into the ledger; answers one row with their number. Run once after
   * {@link #script(String, List)}.
   */
  public static final String ADOPT_ALL = "SELECT pg_toast_temp_mori.adopt_all()";

  /** Run in the same transaction after any DDL of a client: trigger functions name columns. */
  public static final String AFTER_DDL = "SELECT pg_toast_temp_mori.after_ddl()";

  /**
   * Parameters: table oid, array literal of its row type. Puts copies of these rows, which nobody
   * has written, behind what the table holds; answers how many. Replica role only.
   */
  public static final String PUT_BACK =
      "SELECT pg_toast_temp_mori.renew($1::oid, $2::text, true)::text";

  /**
   * Parameter: a table's oid. Puts the rows that the session has written behind all others. Replica
   * role only.
   */
  public static final String PUT_LAST = "SELECT pg_toast_temp_mori.put_last($1::oid)";

  /**
   * Parameters: table oid, array literal of its row type. Takes copies of rows away that prod has
   * no more; answers how many. Replica role only.
   */
  public static final String FORGET = "SELECT pg_toast_temp_mori.forget($1::oid, $2::text)::text";

  /**
   * Parameter: table oid. Answers the copies of prod's rows that nobody of the session has written,
   * as an array of rows.
   */
  public static final String COPIES = "SELECT pg_toast_temp_mori.copies($1::oid)";

  /**
   * Parameters: table oid, array literal of its row type. Answers how many of the rows never were
   * copied here and were not the session's own before the running transaction, or have a copy with
   * other values.
   */
  public static final String UNKNOWN = "SELECT pg_toast_temp_mori.unknown($1::oid, $2::text)::text";

  /**
   * Parameter: the statement number. Answers (table oid, old row, new row, whether the old row is a
   * copy of prod's, old key, new key) of what that statement wrote, keys as in {@link
   * #TAKE_WRITES}, and of every TRUNCATE before.
   */
  public static final String WRITTEN =
      "SELECT rel::text, old_row, new_row, copied::text, pg_catalog.array_to_json(old_key)::text,"
          + " pg_catalog.array_to_json(new_key)::text FROM pg_toast_temp_mori.writes"
          + " WHERE tx = pg_catalog.pg_current_xact_id() AND (seq = $1::int"
          + " OR seq = 0 AND old_key IS NULL AND new_key IS NULL)";

  /**
   * Parameter: the statement number. Answers (table oid, row) of the copies of prod's rows that
   * foreign keys of what it wrote refer to.
   */
  public static final String RELIED =
      "SELECT rel::text, parent FROM pg_toast_temp_mori.relied($1::int)";

  /**
   * Takes what the whole transaction wrote out of the ledger's scratch table, to be run last before
   * COMMIT. Answers (table oid, old key, new key), keys as text arrays; both null stands for a
   * TRUNCATE.
   */
  public static final String TAKE_WRITES =
      "WITH w AS (DELETE FROM pg_toast_temp_mori.writes WHERE tx = pg_catalog.pg_current_xact_id()"
          + " RETURNING rel, old_key, new_key)"
          + " SELECT DISTINCT rel::text, pg_catalog.array_to_json(old_key)::text,"
          + " pg_catalog.array_to_json(new_key)::text FROM w";

  /** {@link #TAKE_WRITES} when all of it is known already. */
  public static final String FORGET_WRITES =
      "DELETE FROM pg_toast_temp_mori.writes WHERE tx = pg_catalog.pg_current_xact_id()";

  /**
   * Every tracked table: (oid, prod schema, prod name, number of key columns, detached), for
   * reconciling marks.
   */
  public static final String TABLES =
      "SELECT rel::text, prod_schema, prod_name, pg_catalog.cardinality(key_columns)::text, detached::text"
          + " FROM pg_toast_temp_mori.tables ORDER BY rel";

  /** Where every sequence stands: (oid, value, whether it was called); moves none. */
  public static final String SEQUENCES =
      "SELECT seq::text, value::text, called::text FROM pg_toast_temp_mori.sequences() ORDER BY seq";

  /**
   * Puts sequences back that have moved; parameters: arrays of oid, value and whether it was
   * called.
   */
  public static final String SET_SEQUENCES =
      "SELECT pg_catalog.count(pg_catalog.setval(s.seq::pg_catalog.regclass, o.value, o.called))"
          + " FROM pg_toast_temp_mori.sequences() s"
          + " JOIN ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::bigint[]),"
          + " pg_catalog.unnest($3::boolean[])) o(seq, value, called) ON o.seq = s.seq"
          + " WHERE (s.value, s.called) IS DISTINCT FROM (o.value, o.called)";

  /**
   * Parameter: a table's oid. Answers whether it is cut loose from prod, and keeps others from
   * deciding meanwhile.
   */
  public static final String LOCK_ORIGIN =
      "SELECT d::text FROM pg_toast_temp_mori.lock_origin($1::oid) d";

  /** Switches triggers and foreign keys, but not the ledger, off until the transaction ends. */
  public static final String UNCHECKED = "SELECT pg_toast_temp_mori.triggers(true)";

  /** Makes a connection one that copies rows: triggers, foreign keys and the ledger are off. */
  public static final String COPY_ROWS = "SELECT pg_toast_temp_mori.copy_rows()";

  /** Parameter: a table's oid. Cuts it loose from prod, with its partitions. */
  public static final String DETACH = "SELECT pg_toast_temp_mori.detach($1::oid)";

  private PostgresLedger() {}

  /**
   * The statements that create the schema; to be executed as one multi-statement string.
   *
   * @param database the name that clients are told their database has
   * @param superusers the names of prod's superusers
   */
  public static String script(String database, List<String> superusers) {
    return PostgresCatalogSql.resource("ledger.sql")
        + "\n"
        + PostgresCatalogSql.script()
        + "\n"
        + PostgresCatalogSql.resource("names.sql")
            .replace("@database@", ObjectName.literal(database))
        + "\n"
        + PostgresCatalogSql.resource("rights.sql")
            .replace(
                "@superusers@",
                superusers.stream()
                    .map(ObjectName::literal)
                    .collect(Collectors.joining(", ", "ARRAY[", "]")));
  }

  /** Parameter: array of integer keys of this table. Answers how many of them are local. */
  public static String local(Relation table) {
    return "SELECT pg_catalog.count(*)::text FROM "
        + ledgerTable(table.oid())
        + " k WHERE k.k1 OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.int8[])";
  }

  /** The ledger table of a tracked table with a key: columns k1.. and tx. */
  public static String ledgerTable(long relation) {
    return "pg_toast_temp_mori.t_" + relation;
  }

  /**
   * Copies rows into this table. Parameter: array literal of its row type; answers (fresh keys,
   * inserted rows, copies that had other values). Replica role only.
   */
  public static String hydrate(Relation table) {
    String function =
        table.key().isEmpty() ? "hydrate(" + table.oid() + ", $1)" : "c_" + table.oid() + "($1)";
    return "SELECT h.fresh::text, h.inserted::text, h.renewed::text"
        + " FROM pg_toast_temp_mori."
        + function
        + " h";
  }

  /**
   * Reads all that a write of these tables changes in the ledger, so that a SERIALIZABLE
   * transaction that reads their rows elsewhere conflicts with it.
   */
  public static String watch(List<Relation> tables) {
    String counts =
        tables.stream()
            .filter(table -> !table.key().isEmpty())
            .map(table -> "(SELECT pg_catalog.count(*) FROM " + ledgerTable(table.oid()) + "), ")
            .collect(Collectors.joining());
    String oids =
        tables.stream().map(t -> Long.toString(t.oid())).collect(Collectors.joining(", "));
    return "SELECT %spg_catalog.count(*) FROM pg_toast_temp_mori.tables WHERE rel IN (%s)"
        .formatted(counts, oids);
  }

  /** Switches triggers, foreign keys and the ledger off or on again until the transaction ends. */
  public static String hydrating(boolean on) {
    return "SELECT pg_toast_temp_mori.triggers(%s), pg_catalog.set_config('mori.hydrating', '%s', true)"
        .formatted(on, on ? "on" : "off");
  }

  /** Sets the number under which the next statement's writes are logged, for the session. */
  public static String numberStatement(int seq) {
    return "SELECT pg_catalog.set_config('mori.seq', '" + seq + "', false)";
  }
}
