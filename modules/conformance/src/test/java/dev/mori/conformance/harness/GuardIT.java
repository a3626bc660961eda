package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts made to hold a node up, to reach the shadow's server, or to cheat the ledger. */
@Tag("oracle")
class GuardIT {
  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start();
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void theTimeInAStringIsTheTransactions() throws Exception {
    for (String now :
        List.of(
            "'now'::timestamptz",
            "$$now$$::timestamptz",
            "timestamptz U&'n\\006fw'",
            "CAST(e'n\\x6fw' AS timestamptz)",
            "('{now}'::timestamptz[])[1]",
            "upper('[-infinity,now]'::tstzrange)",
            "'today 00:00'::timestamptz + (now() - 'today'::timestamptz)")) {
      twins.same(
          "BEGIN",
          "SELECT pg_sleep(0.05)",
          "SELECT " + now + " = now(), id FROM orders WHERE id = 1",
          "COMMIT");
    }
  }

  @Test
  @Timeout(60)
  void longTextsHoldNobodyUp() throws Exception {
    List<Exchange> texts = new ArrayList<>();
    for (String text :
        List.of(
            "SELECT id, 'now" + " ".repeat(50_000) + "x' FROM orders WHERE id = 1",
            "ALTER TABLE orders ADD COLUMN c1 text DEFAULT '" + "''".repeat(20_000) + "'",
            "ALTER TABLE orders ADD COLUMN c2 int DEFAULT 1::int" + " ".repeat(50_000) + "%",
            "EXPLAIN ".repeat(5_000),
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 /* "
                + "copy ".repeat(20_000)
                + "*/ $$",
            "SELECT set_config('a.b', '" + "search_path ".repeat(20_000) + "', true) IS NULL",
            "SELECT \"" + "a".repeat(50_000))) {
      texts.add(new Exchange.Simple(text));
    }
    long begin = System.nanoTime();
    twins.same(texts);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }

  /** A body whose statements nobody sees may not run, whoever would call it. */
  @Test
  void bodiesOfUnknownStatementsNeverRun() throws Exception {
    String opaque = "LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SEL' || 'ECT 1'; RETURN 1; END $$";
    twins.reset();
    twins.answers(
        "CREATE FUNCTION op() RETURNS int " + opaque,
        "CREATE FUNCTION opi(int) RETURNS int IMMUTABLE " + opaque,
        "CREATE VIEW vop AS SELECT op() AS x",
        "CREATE OPERATOR ### (rightarg = int, procedure = opi)",
        "CREATE DOMAIN dop AS int CHECK (opi(VALUE) = 1)",
        "CREATE TABLE td (id int PRIMARY KEY, a int DEFAULT op())",
        "CREATE TABLE ti (id int PRIMARY KEY, b int)");
    for (String text :
        List.of(
            "SELECT op()",
            "SELECT * FROM vop",
            "SELECT ### 1",
            "SELECT 1::dop",
            "EXPLAIN SELECT opi(1) FROM orders",
            "COPY (SELECT op()) TO STDOUT",
            "INSERT INTO td (id) VALUES (1)",
            "ALTER TABLE orders ADD COLUMN z int DEFAULT op()",
            "ALTER TABLE ti ADD CHECK (op() = 1)",
            "ALTER TABLE ti ALTER COLUMN b TYPE int USING op()",
            "CREATE INDEX ON ti (opi(b))",
            "CREATE TABLE made AS SELECT op()",
            "SELECT query_to_xml('SELECT 1', true, false, '')",
            "SELECT ts_rewrite('a'::tsquery, 'SELECT to_tsquery(''a''), to_tsquery(''a'')')")) {
      assertThat(String.join("\n", twins.answers(text))).as(text).contains("0A000");
    }
  }

  @Test
  void theServerTheLedgerAndTheCatalogsAreOutOfReach() throws Exception {
    twins.reset();
    for (String text :
        List.of(
            "CREATE OPERATOR !!! (rightarg = text, procedure = pg_read_file)",
            "SELECT (b).pg_read_file FROM (SELECT '/etc/hostname'::text) t(b)",
            "UPDATE pg_proc SET proname = 'f' WHERE proname = 'pg_read_file'",
            "UPDATE pg_settings SET setting = 'pg_toast_temp_mori' WHERE name = 'search_path'",
            "SELECT set_config('mo' || 'ri.hydrating', 'on', false)",
            "SET allow_system_table_mods = on",
            "COPY pg_proc FROM STDIN",
            "COPY orders FROM PROGRAM 'id'",
            "CREATE EXTENSION U&\"dblin\\006b\"",
            "ALTER ROLE CURRENT_USER SET mori.hydrating = on",
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql SET SCHEMA 'pg_toast_temp_mori' AS 'DELETE FROM"
                + " tables'",
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS"
                + " $$ BEGIN COPY (SELECT 1) /*;*/ TO PROGRAM 'id'; END $$")) {
      assertThat(String.join("\n", twins.answers(text))).as(text).contains("0A000");
    }
    String path = "SET search_path = pg_catalog, public";
    String replaced =
        "CREATE OR REPLACE FUNCTION current_setting(text, bool) RETURNS text"
            + " LANGUAGE sql AS 'SELECT ''on'''";
    assertThat(String.join("\n", twins.answers(path, replaced))).contains("0A000");
  }
}
