package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Endpoint;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ways to make mori answer wrongly, or to reach prod, that somebody once found. */
@Tag("oracle")
class AttackIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Functions with an effect that a READ ONLY transaction allows, called without their name. */
  private static final String UNSEEN_CALLS =
      """
      CREATE FUNCTION hold(n int) RETURNS void LANGUAGE plpgsql
        AS $$ BEGIN PERFORM pg_advisory_lock(n); END $$;
      CREATE FUNCTION step(state int, v bigint) RETURNS int LANGUAGE plpgsql
        AS $$ BEGIN PERFORM hold(1); RETURN coalesce(state, 0) + 1; END $$;
      CREATE AGGREGATE counted(bigint) (sfunc = step, stype = int);
      CREATE TYPE boxed AS (n bigint);
      CREATE FUNCTION boxing(v bigint) RETURNS boxed LANGUAGE plpgsql
        AS $$ BEGIN PERFORM hold(2); RETURN ROW(v)::boxed; END $$;
      CREATE CAST (bigint AS boxed) WITH FUNCTION boxing(bigint);
      CREATE FUNCTION good(v bigint) RETURNS bool LANGUAGE plpgsql
        AS $$ BEGIN PERFORM pg_advisory_lock_shared(3); RETURN true; END $$;
      CREATE DOMAIN goods AS bigint CHECK (good(VALUE));
      CREATE FUNCTION counted_in(t text) RETURNS bigint LANGUAGE plpgsql STABLE
        AS $$ DECLARE n bigint; BEGIN EXECUTE 'SELECT count(*) FROM ' || t INTO n; RETURN n; END $$;
      CREATE VIEW unseen AS SELECT counted(id) FROM orders;
      GRANT SELECT ON unseen TO PUBLIC;
      CREATE FUNCTION one_more(n int) RETURNS int LANGUAGE sql STABLE AS 'SELECT n + 1';
      CREATE AGGREGATE total(bigint) (sfunc = int8pl, stype = bigint, initcond = 0);
      """;

  private static final String WORDS =
      """
      CREATE TABLE words (w citext PRIMARY KEY, n int);
      INSERT INTO words VALUES ('Abc', 1), ('Def', 2);
      GRANT SELECT ON words TO PUBLIC;
      """;

  /** Prod shows secrets as other tables and functions say. */
  private static final String SECURED =
      """
      CREATE TABLE members (id int PRIMARY KEY, ok bool);
      INSERT INTO members VALUES (1, true), (2, false);
      CREATE TABLE secrets (id int PRIMARY KEY, member int, s text);
      INSERT INTO secrets VALUES (1, 1, 'one'), (2, 2, 'two');
      ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
      CREATE POLICY members_only ON secrets FOR SELECT
        USING (EXISTS (SELECT 1 FROM members m WHERE m.id = member AND m.ok));
      CREATE TABLE locked (id int PRIMARY KEY);
      INSERT INTO locked VALUES (1);
      ALTER TABLE locked ENABLE ROW LEVEL SECURITY;
      CREATE FUNCTION knocks(n int) RETURNS bool LANGUAGE plpgsql
        AS $$ BEGIN PERFORM hold(4); RETURN true; END $$;
      CREATE POLICY knocking ON locked USING (knocks(id));
      GRANT SELECT ON members, secrets, locked TO PUBLIC;
      """;

  private static final String FAMILY =
      """
      CREATE TABLE mother (id int PRIMARY KEY, m text);
      CREATE TABLE father (id int PRIMARY KEY, f text);
      CREATE TABLE child (PRIMARY KEY (id)) INHERITS (mother, father);
      INSERT INTO mother VALUES (1, 'm');
      INSERT INTO father VALUES (2, 'f');
      INSERT INTO child VALUES (3, 'cm', 'cf'), (4, 'dm', 'df');
      GRANT SELECT ON mother, father, child TO PUBLIC;
      """;

  private static final String WARES =
      """
      CREATE TABLE wares (id int PRIMARY KEY, g goods UNIQUE);
      CREATE TABLE sold
        (id int PRIMARY KEY, ware int REFERENCES wares, g goods REFERENCES wares (g));
      INSERT INTO wares VALUES (1, 10), (2, 20), (3, 30);
      INSERT INTO sold VALUES (1, 1, 10);
      GRANT SELECT ON wares, sold TO PUBLIC;
      """;

  private static Servers servers;
  private static MoriUnderTest mori;
  private static Endpoint node;
  private Endpoint copy;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.start(0.01);
    servers.everywhere(UNSEEN_CALLS, "CREATE EXTENSION citext", WORDS, SECURED, FAMILY, WARES);
    mori = Moris.of("node", servers);
    node = mori.start(servers.prod());
  }

  @AfterAll
  static void stop() {
    mori.close();
    servers.close();
  }

  @BeforeEach
  void afresh() throws Exception {
    mori.reset();
    copy = servers.newCopy();
  }

  @AfterEach
  void drop() throws Exception {
    servers.drop(copy);
  }

  @Test
  void aWriteMeansWhatTheClientsSettingsMakeOfIt() throws Exception {
    same(
        "SET timezone = 'Asia/Tokyo'",
        "UPDATE orders SET note = 'five' WHERE to_char(placed_at, 'HH24') = '05'",
        "SET datestyle = 'ISO, DMY'",
        "UPDATE orders SET note = 'early' WHERE placed_at < '03/04/2025'",
        "SET datestyle = 'SQL, DMY'",
        "UPDATE orders SET note = 'april' WHERE placed_at::text LIKE '%/04/2025%'",
        "SELECT note, count(*) FROM orders GROUP BY 1 ORDER BY 1");
  }

  @Test
  void oneClientsSettingsDoNotReachAnothersStatements() throws Exception {
    List<String> other = List.of("SET standard_conforming_strings = off", "TABLE settings");
    assertThat(answers(node, other)).hasSize(2);
    same(
        "UPDATE customers SET name = 'a\\nb' WHERE id = 1",
        "UPDATE customers SET phone = '1' WHERE name = 'a\\nb' OR name = '\\' OR name = 'b'",
        "SELECT id FROM customers WHERE phone = '1'");
  }

  @Test
  void setConfigIsASet() throws Exception {
    same(
        "CREATE SCHEMA s2",
        "CREATE TABLE s2.orders (id int)",
        "SELECT count(*) FROM orders",
        "SELECT set_config('search_path', 's2', false)",
        "SELECT count(*) FROM orders",
        "BEGIN",
        "SET standard_conforming_strings = off",
        "SELECT 'a' || '/* ' FROM public.customers WHERE id = 1",
        "ROLLBACK");
  }

  @Test
  void functionsThatNoStatementNamesDoNotRunOnProd() throws Exception {
    Map<String, String> before = ProdFingerprint.take(servers.prodAsSuperuser());
    for (String read :
        List.of(
            "SELECT counted(id) FROM orders WHERE id < 4",
            "SELECT (id::boxed).n FROM orders WHERE id < 4",
            "SELECT id::goods FROM orders WHERE id < 4",
            "SELECT '{7}'::_goods, id FROM orders WHERE id < 4",
            "SELECT * FROM unseen")) {
      mori.reset();
      same(read);
      assertThat(
              ProdFingerprint.differences(before, ProdFingerprint.take(servers.prodAsSuperuser())))
          .as(read)
          .isEmpty();
    }
  }

  @Test
  void aFunctionThatTheSessionChangedIsNotProds() throws Exception {
    same(
        "SELECT total(id) FROM orders",
        "CREATE OR REPLACE AGGREGATE total(bigint) (sfunc = int8larger, stype = bigint, initcond = 0)",
        "SELECT total(id) FROM orders",
        "ALTER FUNCTION one_more(int) STRICT SET work_mem = '1MB'",
        "SELECT one_more(NULL) FROM customers WHERE id = 1");
  }

  @Test
  void aSettingThatProdDoesNotKnowIsTheSessions() throws Exception {
    same(
        "CREATE TEXT SEARCH CONFIGURATION public.own (copy = simple)",
        "SET default_text_search_config = 'public.own'",
        "SELECT to_tsvector('the Dogs') FROM orders WHERE id = 1",
        "UPDATE orders SET note = 'x' WHERE to_tsvector('the Dogs') @@ 'the' AND id = 2",
        "SELECT note FROM orders WHERE id = 2");
  }

  @Test
  void operatorsAndCastsOfTheSessionDoNotChangeMorisOwnStatements() throws Exception {
    same(
        "CREATE SCHEMA o2",
        "CREATE OPERATOR o2.+ (leftarg = int, rightarg = int, procedure = int4mi)",
        "SET search_path = o2, pg_catalog, public",
        "SELECT 5 + 3 FROM public.orders WHERE id = 1");
    assertThat(answers(node, List.of("CREATE CAST (int AS text) WITH FUNCTION chr(int)")))
        .allMatch(a -> a.contains("0A000"));
  }

  @Test
  void aPolicyThatLooksAtChangedTablesIsNotLeftToProd() throws Exception {
    assertThat(answers(node, List.of("SELECT s FROM secrets")))
        .allMatch(a -> a.contains("[[one]]"));
    List<String> refused =
        List.of(
            "SELECT s FROM secrets",
            "SELECT s FROM secrets WHERE id = 1 FOR UPDATE",
            "UPDATE secrets SET s = 'x' WHERE id = 1",
            "DELETE FROM secrets",
            "ALTER TABLE secrets ALTER COLUMN s SET NOT NULL",
            "SELECT id FROM locked");
    answers(node, List.of("UPDATE members SET ok = NOT ok WHERE id = 1"));
    assertThat(answers(node, refused)).hasSize(refused.size()).allMatch(a -> a.contains("0A000"));
    assertThat(answers(node, List.of("UPDATE members SET ok = true WHERE id = 1 RETURNING id")))
        .allMatch(a -> a.contains("[[1]]"));
  }

  @Test
  void everyParentHasTheRowsOfItsChildren() throws Exception {
    same(
        "UPDATE child SET f = 'changed' WHERE id = 3",
        "SELECT * FROM father ORDER BY id",
        "SELECT * FROM mother ORDER BY id");
    mori.reset();
    try (WireClient client = WireClient.connect(copy, Map.of(), PATIENCE)) {
      client.query("UPDATE child SET f = 'cf' WHERE id = 3");
    }
    same(
        "UPDATE father SET f = f || '!' WHERE id > 2",
        "DELETE FROM father WHERE id = 4",
        "SELECT * FROM father ORDER BY id",
        "SELECT * FROM child ORDER BY id",
        "SELECT * FROM mother ORDER BY id",
        "TRUNCATE father",
        "SELECT * FROM mother ORDER BY id");
  }

  @Test
  void theChecksOfDomainsDoNotRunOnProdForTheSessionsRows() throws Exception {
    Map<String, String> before = ProdFingerprint.take(servers.prodAsSuperuser());
    for (String write :
        List.of(
            "UPDATE wares SET g = 11 WHERE id = 2",
            "INSERT INTO wares VALUES (5, 30)",
            "INSERT INTO wares VALUES (5, 50)",
            "INSERT INTO sold VALUES (2, 3, 20)",
            "INSERT INTO sold VALUES (2, 3, 99)",
            "INSERT INTO wares VALUES (5, '30'::public.goods)",
            "INSERT INTO sold VALUES (2, 3, CAST(20 AS public.goods))",
            "UPDATE wares SET g = '30'::public.goods WHERE id = 2",
            "UPDATE wares SET g = 12 WHERE g = '20'::public.goods",
            "DELETE FROM wares WHERE id IN (1, 3)",
            "DELETE FROM wares WHERE id = 3")) {
      mori.reset();
      servers.drop(copy);
      copy = servers.newCopy();
      same(write, "SELECT * FROM wares ORDER BY id", "SELECT * FROM sold ORDER BY id");
      assertThat(
              ProdFingerprint.differences(before, ProdFingerprint.take(servers.prodAsSuperuser())))
          .as(write)
          .isEmpty();
    }
  }

  @Test
  void keysAreEqualWhenTheirTypeSaysSo() throws Exception {
    same(
        "UPDATE words SET n = 5 WHERE w = 'abc'",
        "INSERT INTO words VALUES ('ABC', 9)",
        "INSERT INTO words VALUES ('DEF', 9) ON CONFLICT (w) DO UPDATE SET n = 8",
        "DELETE FROM words WHERE w = 'aBc'",
        "SELECT * FROM words WHERE w IN ('abc', 'def')");
  }

  @Test
  void theLedgerIsOutOfReach() throws Exception {
    List<String> refused =
        List.of(
            "DROP SCHEMA pg_toast_temp_mori CASCADE",
            "ALTER SCHEMA pg_toast_temp_mori RENAME TO own",
            "GRANT ALL ON SCHEMA pg_toast_temp_mori TO PUBLIC",
            "DROP TRIGGER mori_ledger ON orders",
            "ALTER TABLE orders DISABLE TRIGGER mori_ledger",
            "ALTER TABLE orders SET SCHEMA pg_toast_temp_mori",
            "TABLE pg_toast_temp_mori/* */.tables",
            "SELECT * FROM U&\"pg_toast_temp_mor\\0069\" . tables",
            "SELECT set_config('mori.hydrating', 'on', false)",
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM pg_toast_temp_mori.tables'");
    assertThat(answers(node, refused)).hasSize(refused.size()).allMatch(a -> a.contains("0A000"));
    assertThat(
            answers(node, List.of("SET search_path = pg_toast_temp_mori", "DELETE FROM tables"))
                .getLast())
        .contains("0A000");
    assertThat(answers(node, List.of("ALTER TABLE orders DISABLE TRIGGER ALL")).getFirst())
        .contains("42501");
    same(
        "SELECT set_config('session_replication_role', 'replica', false)",
        "UPDATE orders SET note = 'replica' WHERE id = 5",
        "SELECT set_config('session_replication_role', 'origin', false)",
        "ALTER TABLE orders DISABLE TRIGGER USER",
        "UPDATE orders SET note = 'no triggers' WHERE id = 6",
        "ALTER TABLE orders ENABLE TRIGGER USER",
        "DELETE FROM reviews WHERE id = 7",
        "SELECT id, note FROM orders WHERE id IN (5, 6) ORDER BY id");
  }

  @Test
  void theServersFilesAndProgramsAreNotForClients() throws Exception {
    List<String> refused =
        List.of(
            "COPY orders TO PROGRAM 'cat'",
            "SELECT pg_read_file('/etc/passwd')",
            "SELECT lo_import('/etc/passwd') FROM orders",
            "SELECT pg_terminate_backend(1)",
            "CREATE EXTENSION dblink",
            "CREATE FUNCTION f(cstring) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'",
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql"
                + " AS 'BEGIN COPY orders TO PROGRAM ''cat''; END'",
            "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT pg_read_file (''x'')'");
    assertThat(answers(node, refused)).hasSize(refused.size()).allMatch(a -> a.contains("0A000"));
  }

  @Test
  void whatMayReadAnyTableIsRefusedUnlessProdKnowsAll() throws Exception {
    same("SELECT counted_in('ord' || 'ers')");
    List<String> refused =
        List.of(
            "SELECT query_to_xml('SELECT count(*) FROM orders', true, false, '')",
            "SELECT word FROM ts_stat('SELECT to_tsvector(note) FROM orders')",
            "INSERT INTO settings (key, value) SELECT 'k', to_json(table_to_xml('orders', true, false, '')::text)",
            "SELECT changed()");
    answers(
        node,
        List.of(
            "UPDATE orders SET note = 'x' WHERE id = 5",
            "CREATE FUNCTION changed() RETURNS void LANGUAGE plpgsql"
                + " AS 'BEGIN ALTER TABLE orders ADD COLUMN more int; END'"));
    assertThat(answers(node, refused)).hasSize(refused.size()).allMatch(a -> a.contains("0A000"));
    assertThat(answers(node, List.of("SELECT counted_in('ord' || 'ers')")).getFirst())
        .contains("0A000");
  }

  @Test
  void textsThatAreOnlyCheckedLeaveNothingPrepared() throws Exception {
    List<String> script =
        List.of(
            "SECURITY LABEL ON TABLE orders IS 'x'",
            "UPDATE customers SET name = 'x' WHERE id = 1 / (id - id)",
            "SELECT name FROM pg_prepared_statements");
    List<String> answers = answers(node, script);
    assertThat(answers.get(0)).contains("0A000");
    assertThat(answers.get(1)).contains("22012");
    assertThat(answers.get(2)).contains("[][SELECT 0]");
  }

  private void same(String... statements) throws IOException {
    List<String> script = List.of(statements);
    assertThat(answers(node, script)).isEqualTo(answers(copy, script));
  }

  /** Rows, tags and SQLSTATEs of each statement. */
  private static List<String> answers(Endpoint at, List<String> script) throws IOException {
    List<String> all = new ArrayList<>();
    try (WireClient client = WireClient.connect(at, Map.of(), PATIENCE)) {
      for (String statement : script) {
        Reply reply = client.query(statement);
        Reply.Failed failed = reply.firstError();
        List<String> tags = new ArrayList<>();
        for (Reply.Part part : reply.parts()) {
          if (part instanceof Reply.Done done) {
            tags.add(done.tag());
          }
        }
        all.add(
            statement
                + " -> "
                + reply.rows().stream().map(row -> row.values()).toList()
                + tags
                + (failed == null ? "" : failed.code() + failed.message()));
      }
    }
    return all;
  }
}
