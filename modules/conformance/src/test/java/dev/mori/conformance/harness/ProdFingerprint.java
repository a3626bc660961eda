package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything of prod that a client could change, as name and digest: contents of all tables,
 * catalogs, sequences, large objects, WAL position, next transaction id, locks and slots. Taking it
 * changes nothing itself.
 */
public final class ProdFingerprint {
  private static final List<String> CATALOGS =
      List.of(
          "pg_class",
          "pg_attribute",
          "pg_attrdef",
          "pg_proc",
          "pg_type",
          "pg_enum",
          "pg_range",
          "pg_constraint",
          "pg_index",
          "pg_trigger",
          "pg_rewrite",
          "pg_namespace",
          "pg_sequence",
          "pg_description",
          "pg_depend",
          "pg_shdepend",
          "pg_authid",
          "pg_auth_members",
          "pg_db_role_setting",
          "pg_database",
          "pg_default_acl",
          "pg_extension",
          "pg_policy",
          "pg_largeobject_metadata",
          "pg_largeobject",
          "pg_statistic",
          "pg_publication",
          "pg_subscription",
          "pg_event_trigger",
          "pg_cast",
          "pg_operator",
          "pg_collation",
          "pg_tablespace",
          "pg_foreign_server",
          "pg_parameter_acl");

  private static final Map<String, String> FACTS =
      Map.of(
          "wal lsn", "SELECT pg_current_wal_lsn()",
          "wal insert lsn", "SELECT pg_current_wal_insert_lsn()",
          "next xid", "SELECT pg_snapshot_xmax(pg_current_snapshot())",
          "slots", "SELECT count(*) FROM pg_replication_slots",
          "prepared transactions", "SELECT count(*) FROM pg_prepared_xacts",
          "sequences", "SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) FROM pg_sequences s",
          "settings", "SELECT md5(string_agg(s::text, ',' ORDER BY name)) FROM pg_file_settings s",
          "configuration", "SELECT pg_conf_load_time()",
          "statistics' resets",
              "SELECT md5(string_agg(r::text, ',' ORDER BY r)) FROM (SELECT stats_reset FROM"
                  + " pg_stat_database UNION ALL SELECT stats_reset FROM pg_stat_bgwriter UNION ALL"
                  + " SELECT stats_reset FROM pg_stat_wal UNION ALL SELECT stats_reset FROM"
                  + " pg_stat_slru UNION ALL SELECT stats_reset FROM pg_stat_archiver) s(r)",
          "locks",
              "SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() AND (locktype ="
                  + " 'advisory' OR mode NOT IN ('AccessShareLock', 'ExclusiveLock'))");

  private ProdFingerprint() {}

  /** Takes it, by a superuser's connection. */
  public static Map<String, String> take(Endpoint superuser) throws IOException {
    TreeMap<String, String> digest = new TreeMap<>();
    try (WireClient client = WireClient.connect(superuser, Map.of(), Duration.ofMinutes(1))) {
      for (String catalog : CATALOGS) {
        digest.put(catalog, one(client, digestOf(catalog)));
      }
      String tables =
          "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'm')"
              + " AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'pg_toast',"
              + " 'information_schema') ORDER BY 1";
      for (Reply.Row row : client.rows(tables)) {
        String table = WireClient.utf8(String.valueOf(row.values().get(0)));
        digest.put(table, one(client, digestOf(table)));
      }
      String sequences =
          "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'S' ORDER BY 1";
      for (Reply.Row row : client.rows(sequences)) {
        String sequence = WireClient.utf8(String.valueOf(row.values().get(0)));
        digest.put(
            sequence,
            one(
                client,
                "SELECT last_value || ' ' || log_cnt || ' ' || is_called FROM " + sequence));
      }
      for (Map.Entry<String, String> fact : FACTS.entrySet()) {
        digest.put(fact.getKey(), one(client, fact.getValue()));
      }
    }
    return digest;
  }

  private static String digestOf(String table) {
    return "SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY"
        + " md5(t::text))), '') FROM "
        + table
        + " t";
  }

  private static String one(WireClient client, String sql) throws IOException {
    return String.valueOf(client.rows(sql).get(0).values().get(0));
  }

  /** What differs, one line each; empty when nothing does. */
  public static List<String> differences(Map<String, String> before, Map<String, String> after) {
    TreeMap<String, String> names = new TreeMap<>(before);
    names.putAll(after);
    return names.keySet().stream()
        .filter(name -> !String.valueOf(before.get(name)).equals(String.valueOf(after.get(name))))
        .map(name -> name + ": " + before.get(name) + " -> " + after.get(name))
        .toList();
  }
}
