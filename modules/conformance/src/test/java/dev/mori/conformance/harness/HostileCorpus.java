package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Statements that would change prod if one of them got there, in all the ways they can be sent. */
final class HostileCorpus {
  /** Every function that is not immutable, called with a value or NULL for each argument. */
  private static final String FUNCTIONS =
      """
      SELECT format('SELECT %I.%I(%s)', n.nspname, p.proname, (
        SELECT string_agg(CASE
            WHEN t.typtype = 'p' THEN 'NULL'
            WHEN t.typname IN ('int2', 'int4', 'int8', 'float4', 'float8', 'numeric') THEN '1::' || t.typname
            WHEN t.typname IN ('oid', 'regclass') THEN '''orders''::regclass::' || t.typname
            WHEN t.typname IN ('text', 'name', 'varchar', 'bytea') THEN '''x''::' || t.typname
            WHEN t.typname = 'bool' THEN 'true'
            WHEN t.typname = 'pg_lsn' THEN '''0/0''::pg_lsn'
            WHEN t.typname = 'interval' THEN '''0''::interval'
            ELSE 'NULL::' || format_type(t.oid, NULL) END, ', ' ORDER BY a.n)
          FROM unnest(p.proargtypes) WITH ORDINALITY a(type, n) JOIN pg_type t ON t.oid = a.type))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.provolatile <> 'i' AND p.prokind = 'f' ORDER BY p.oid
      """;

  /** Functions that a FunctionCall message could run by their number. */
  private static final String CALLED =
      """
      SELECT p.oid::text, array_to_string(ARRAY(
          SELECT CASE WHEN t.typname ~ '^(int|float|numeric|oid|reg)' THEN '1' WHEN t.typname = 'bool' THEN 't' ELSE 'x' END
            FROM unnest(p.proargtypes) WITH ORDINALITY a(type, n) JOIN pg_type t ON t.oid = a.type ORDER BY a.n), ',')
        FROM pg_proc p
       WHERE p.prokind = 'f' AND p.proname ~ '^(lo_?[a-z]|pg_(ad|create|drop|switch|terminate|cancel|reload|rotate|promote|notify|logical|log_|stat_reset|replication|try_adv|write|export)|set_config|setval|nextval|txid_c|dblink)'
       ORDER BY p.oid
      """;

  private HostileCorpus() {}

  /** Calls by the message of the protocol that has no text. */
  static List<Exchange> calls(Endpoint superuser) throws IOException {
    List<Exchange> all = new ArrayList<>();
    try (WireClient prod = WireClient.connect(superuser, Map.of(), Duration.ofMinutes(1))) {
      for (Reply.Row row : prod.rows(CALLED)) {
        String arguments = String.valueOf(row.values().get(1));
        all.add(
            new Exchange.Call(
                Integer.parseInt(String.valueOf(row.values().get(0))),
                arguments.isEmpty() ? List.of() : List.of(arguments.split(",", -1))));
      }
    }
    return all;
  }

  /** The statements of the resource, with a process of prod's and an oid of prod's in them. */
  static List<String> statements(Endpoint superuser, int process) throws IOException {
    List<String> all = new ArrayList<>();
    try (WireClient prod = WireClient.connect(superuser, Map.of(), Duration.ofMinutes(1))) {
      String oid = text(prod, "SELECT 'orders'::regclass::oid::text").getFirst();
      for (String line : resource("statements.sql").lines().toList()) {
        if (!line.startsWith("--")) {
          all.add(line.replace("%pid%", Integer.toString(process)).replace("%oid%", oid));
        }
      }
    }
    return all;
  }

  /** Calls of functions: bare ones, and ones that a query on a table of prod's makes, by turns. */
  static List<Exchange> functions(Endpoint superuser) throws IOException {
    List<Exchange> all = new ArrayList<>();
    try (WireClient prod = WireClient.connect(superuser, Map.of(), Duration.ofMinutes(1))) {
      for (String call : text(prod, FUNCTIONS)) {
        String onTable = call + " FROM customers LIMIT 1";
        all.add(
            switch (all.size() % 4) {
              case 0 -> new Exchange.Simple(call);
              case 1 -> new Exchange.Simple(onTable);
              case 2 -> Twins.extended(call, true);
              default -> Twins.extended(onTable, false);
            });
      }
    }
    return all;
  }

  /** One statement in every disguise. */
  static List<Exchange> disguises(String sql) {
    return List.of(
        new Exchange.Simple(sql),
        new Exchange.Simple("/* DELETE */ -- comment\n;;" + sql),
        new Exchange.Simple("SELECT count(*) FROM orders; " + sql + "; SELECT 1"),
        new Exchange.Simple("BEGIN; SELECT count(*) FROM orders; " + sql + "; COMMIT"),
        new Exchange.Simple("EXPLAIN ANALYZE " + sql),
        new Exchange.Simple("PREPARE hostile AS " + sql + "; EXECUTE hostile"),
        new Exchange.Simple("DO $hostile$ BEGIN " + sql + "; END $hostile$"),
        new Exchange.Simple("WITH h AS (" + sql + ") SELECT * FROM h, orders LIMIT 1"),
        new Exchange.Simple("CREATE VIEW hostile_made AS " + sql + "; TABLE hostile_made"),
        Twins.extended(sql, false),
        pipelined(sql));
  }

  /** The statement bound behind a read, so that what decides about the one decides about both. */
  private static Exchange pipelined(String sql) {
    return new Exchange.Extended(
        List.of(
            new Op.Parse("hostile1", "SELECT count(*) FROM customers", List.of()),
            new Op.Parse("", sql, List.of()),
            new Op.Bind("one", "hostile1", List.of(), false),
            new Op.Bind("two", "", List.of(), true),
            new Op.Execute("one", 0),
            new Op.Execute("two", 1),
            new Op.Execute("two", 0),
            new Op.Close('S', "hostile1")));
  }

  static String resource(String name) throws IOException {
    try (InputStream in = HostileCorpus.class.getResourceAsStream("/hostile/" + name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> text(WireClient client, String sql) throws IOException {
    List<String> values = new ArrayList<>();
    for (Reply.Row row : client.rows(sql)) {
      values.add(String.valueOf(row.values().getFirst()));
    }
    return values;
  }
}
