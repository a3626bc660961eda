package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Code that runs although no statement names it: it must be found, or the answer is wrong. */
@Tag("oracle")
class ReachIT {
  /** Locks are an effect that a READ ONLY transaction allows and that stays to be seen. */
  private static final String LOCKS =
      """
      CREATE TABLE nn (id int PRIMARY KEY, t text);
      INSERT INTO nn VALUES (1, 'a'), (2, 'b'), (3, 'c');
      CREATE FUNCTION hold(n int) RETURNS int LANGUAGE plpgsql
        AS $$ BEGIN PERFORM pg_advisory_lock(n); RETURN n; END $$;
      CREATE FUNCTION deff(a int, n int DEFAULT hold(103)) RETURNS int IMMUTABLE LANGUAGE sql
        AS 'SELECT a + n';
      CREATE FUNCTION int_lock(bigint) RETURNS void IMMUTABLE LANGUAGE internal
        AS 'pg_advisory_lock_int8';
      CREATE FUNCTION int_abs(bigint) RETURNS bigint IMMUTABLE STRICT LANGUAGE internal AS 'int8abs';
      CREATE FUNCTION int_try(bigint) RETURNS bool IMMUTABLE LANGUAGE internal
        AS 'pg_try_advisory_lock_int8';
      CREATE OPERATOR @#@ (rightarg = bigint, procedure = int_lock);
      CREATE AGGREGATE ending(bigint)
        (sfunc = int8larger, stype = bigint, finalfunc = pg_try_advisory_lock);
      GRANT SELECT ON nn TO PUBLIC;
      """;

  private static final String DOMAINS =
      """
      CREATE FUNCTION good(v bigint) RETURNS bool IMMUTABLE LANGUAGE plpgsql
        AS $$ BEGIN PERFORM public.hold(v::int); RETURN true; END $$;
      CREATE DOMAIN goods AS bigint CHECK (good(VALUE));
      CREATE DOMAIN directly AS bigint CHECK (pg_try_advisory_lock(VALUE));
      CREATE DOMAIN short AS text CHECK (length(VALUE) < 5);
      CREATE TABLE wares (id int PRIMARY KEY, g goods, d directly, s short);
      INSERT INTO wares VALUES (1, 201, 301, 'one'), (2, 202, 302, 'two'), (3, 203, 303, NULL);
      CREATE VIEW shown AS SELECT id, g, s FROM wares;
      CREATE VIEW within AS SELECT id, lag(g, 1, '211') OVER (ORDER BY id) AS l FROM wares;
      CREATE FUNCTION taken(g goods) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT 1::bigint';
      GRANT SELECT ON wares, shown, within TO PUBLIC;
      """;

  /** A type that is like bigint, but for comparisons that lock. */
  private static final String ORDERED =
      """
      CREATE TYPE pair AS (a int, b int);
      CREATE FUNCTION pair_lt(pair, pair) RETURNS bool IMMUTABLE LANGUAGE plpgsql
        AS $$ BEGIN PERFORM public.hold(401); RETURN $1.a < $2.a; END $$;
      CREATE FUNCTION pair_eq(pair, pair) RETURNS bool IMMUTABLE LANGUAGE plpgsql
        AS $$ BEGIN PERFORM public.hold(402); RETURN $1.a = $2.a; END $$;
      CREATE FUNCTION pair_gt(pair, pair) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT $1.a > $2.a';
      CREATE FUNCTION pair_cmp(pair, pair) RETURNS int IMMUTABLE LANGUAGE sql
        AS 'SELECT btint4cmp($1.a, $2.a)';
      CREATE OPERATOR <<< (leftarg = pair, rightarg = pair, procedure = pair_lt);
      CREATE OPERATOR === (leftarg = pair, rightarg = pair, procedure = pair_eq);
      CREATE OPERATOR >>> (leftarg = pair, rightarg = pair, procedure = pair_gt);
      CREATE OPERATOR CLASS pair_ops DEFAULT FOR TYPE pair USING btree AS
        OPERATOR 1 <<<, OPERATOR 3 ===, OPERATOR 5 >>>, FUNCTION 1 pair_cmp(pair, pair);
      CREATE TABLE pairs (id int PRIMARY KEY, p pair);
      INSERT INTO pairs VALUES (1, (1, 1)), (2, (1, 2)), (3, (2, 3));
      GRANT SELECT ON pairs TO PUBLIC;
      """;

  private static final String RULES =
      """
      CREATE TABLE ruled (id int PRIMARY KEY, n int);
      CREATE TABLE logt (id int PRIMARY KEY, cnt int);
      INSERT INTO ruled VALUES (1, 10), (2, 20);
      INSERT INTO logt VALUES (1, 1), (2, 2);
      CREATE RULE r1 AS ON UPDATE TO ruled
        DO ALSO UPDATE logt SET cnt = cnt + 100 WHERE logt.id = NEW.id;
      CREATE RULE r2 AS ON INSERT TO ruled
        DO ALSO INSERT INTO logt SELECT NEW.id, (SELECT count(*) FROM nn);
      CREATE VIEW ruling AS SELECT id, n FROM ruled;
      CREATE RULE r3 AS ON DELETE TO ruling DO INSTEAD UPDATE logt SET cnt = 0 WHERE id = OLD.id;
      CREATE TABLE based (id int PRIMARY KEY, n int);
      INSERT INTO based VALUES (1, 10), (2, 20);
      CREATE FUNCTION count_nn() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN NEW.n := (SELECT count(*) FROM public.nn); RETURN NEW; END $$;
      CREATE TRIGGER counting BEFORE UPDATE ON based FOR EACH ROW EXECUTE FUNCTION count_nn();
      CREATE VIEW on_base AS SELECT id, n FROM based;
      GRANT SELECT ON ruled, logt, ruling, based, on_base TO PUBLIC;
      """;

  private static final String LEFT_OUT =
      """
      CREATE FUNCTION rdl() RETURNS int STABLE LANGUAGE sql AS 'SELECT count(*)::int FROM public.logt';
      CREATE FUNCTION bumpit() RETURNS int LANGUAGE sql
        AS 'UPDATE public.logt SET cnt = cnt + 1 WHERE id = 1 RETURNING cnt';
      CREATE FUNCTION pw(a int DEFAULT bumpit()) RETURNS int LANGUAGE sql AS 'SELECT a';
      CREATE FUNCTION pr(a int DEFAULT rdl()) RETURNS int STABLE LANGUAGE sql AS 'SELECT a';
      CREATE DOMAIN dd AS int DEFAULT rdl();
      CREATE DOMAIN two AS int DEFAULT 2;
      CREATE TABLE d2 (id int PRIMARY KEY, a dd, b two UNIQUE);
      INSERT INTO d2 VALUES (1, 1, 2);
      GRANT SELECT ON d2 TO PUBLIC;
      """;

  private static final String SIMILAR =
      """
      CREATE EXTENSION pg_trgm;
      CREATE TABLE trg (id int PRIMARY KEY, t text);
      INSERT INTO trg VALUES (1, 'word'), (2, 'words'), (3, 'sword');
      CREATE VIEW trg_view AS SELECT id FROM trg WHERE t % 'words';
      CREATE FUNCTION asserts(n int) RETURNS int STABLE LANGUAGE plpgsql
        AS $$ BEGIN ASSERT n < 2; RETURN n; END $$;
      CREATE FUNCTION tenant() RETURNS text STABLE LANGUAGE sql
        AS $$ SELECT current_setting('app.tenant', true) $$;
      GRANT SELECT ON trg, trg_view TO PUBLIC;
      """;

  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start(LOCKS, DOMAINS, RULES, LEFT_OUT, SIMILAR);
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void theDefaultsOfArgumentsRun() throws Exception {
    twins.traceless(
        "SELECT deff(id) FROM nn ORDER BY id", "SELECT deff(a => id) FROM nn ORDER BY id");
  }

  @Test
  void theServersOwnCodeIsJudgedByWhatItIs() throws Exception {
    twins.traceless(
        "SELECT int_lock(id) FROM nn",
        "SELECT id FROM nn WHERE int_try(id + 10) ORDER BY id",
        "SELECT @#@ id::bigint FROM nn",
        "SELECT ending(id) FROM nn",
        "SELECT int_abs(-id) FROM nn ORDER BY id");
  }

  @Test
  void rowsWithDomainsInThemAreChecked() throws Exception {
    twins.traceless(
        "SELECT '(1,221,321,x)'::wares FROM nn",
        "SELECT CAST('(1,222,y)' AS shown) FROM nn",
        "SELECT '{\"(1,223,,z)\"}'::wares[] FROM nn",
        "SELECT json_populate_record(w, '{\"g\": 224}') FROM wares w ORDER BY id",
        "SELECT json_populate_record(w, '{\"g\": 225}') FROM shown w ORDER BY id",
        "SELECT '326'::directly FROM nn");
  }

  @Test
  void constantsBecomeDomainsWithoutACast() throws Exception {
    twins.traceless(
        "SELECT lag(g, 1, '231') OVER (ORDER BY id) FROM wares ORDER BY id",
        "SELECT lag(g, 1, '232') OVER (ORDER BY id) FROM shown ORDER BY id",
        "SELECT array_append(array_agg(g ORDER BY id), '233') FROM wares",
        "SELECT l FROM within ORDER BY id",
        "SELECT taken('234') FROM nn");
  }

  @Test
  void comparingRunsTheOperatorsOfATypesClass() throws Exception {
    try (Twins ordered = Twins.start(LOCKS, ORDERED)) {
      ordered.traceless(
          "SELECT DISTINCT p FROM pairs",
          "SELECT p, count(*) FROM pairs GROUP BY p",
          "SELECT p FROM pairs UNION SELECT p FROM pairs",
          "SELECT id FROM pairs ORDER BY p, id",
          "SELECT id FROM pairs WHERE p = (1, 2)::pair",
          "UPDATE pairs SET id = 7 WHERE p === (2, 3)::pair");
    }
  }

  @Test
  void rulesWriteOtherTables() throws Exception {
    twins.same(
        "UPDATE ruled SET n = 11 WHERE id = 1",
        "TABLE ruled ORDER BY id",
        "SELECT * FROM logt ORDER BY id");
    twins.same("INSERT INTO ruled VALUES (3, 30)", "SELECT * FROM logt ORDER BY id");
    twins.same("DELETE FROM ruling WHERE id = 2", "SELECT * FROM logt ORDER BY id");
    twins.same("UPDATE on_base SET n = 0 WHERE id = 2", "SELECT * FROM based ORDER BY id");
  }

  @Test
  void whatIsLeftOutIsFilledIn() throws Exception {
    twins.same("SELECT pr()", "SELECT pr() FROM nn");
    twins.same(
        "DELETE FROM logt WHERE id = 1", "SELECT pr()", "SELECT pr(), id FROM nn ORDER BY 2");
    twins.same("INSERT INTO nn VALUES (pw(), 'x')", "TABLE nn", "SELECT * FROM logt ORDER BY id");
    twins.same("INSERT INTO d2 (id, b) VALUES (2, 3)", "SELECT * FROM d2 ORDER BY id");
    twins.same("INSERT INTO d2 (id) VALUES (2)", "SELECT * FROM d2 ORDER BY id");
    twins.same(
        "CREATE TABLE d3 (id int PRIMARY KEY, a dd)", "INSERT INTO d3 (id) VALUES (1) RETURNING a");
  }

  @Test
  void nothingIsPutIntoTheServersSchemas() throws Exception {
    String[] made = {
      "CREATE FUNCTION pg_catalog.rd() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.nn'",
      "CREATE FUNCTION information_schema.rd() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
      "CREATE VIEW information_schema.nns AS SELECT * FROM public.nn",
      "ALTER TABLE logt SET SCHEMA information_schema"
    };
    assertThat(twins.answers(made)).filteredOn(line -> line.contains("0A000")).hasSize(made.length);
  }

  @Test
  void settingsOfExtensionsAreTheClients() throws Exception {
    twins.same(
        "SELECT t % 'words', id FROM trg ORDER BY id",
        "SET pg_trgm.similarity_threshold = 0.9",
        "SELECT t % 'words', id FROM trg ORDER BY id",
        "SELECT id FROM trg_view ORDER BY id");
    twins.same("SELECT set_limit(0.95)", "SELECT t % 'words', id FROM trg ORDER BY id");
    twins.same(
        "SELECT set_config('pg_trgm.similarity_threshold', '0.1', false)",
        "SELECT t % 'words', id FROM trg ORDER BY id");
    twins.same("SET plpgsql.check_asserts = off", "SELECT asserts(id) FROM trg ORDER BY id");
    twins.same(
        "SET app.tenant = '2'",
        "SELECT id FROM trg WHERE id = current_setting('app.tenant')::int",
        "SELECT tenant(), id FROM trg ORDER BY id");
  }

  @Test
  void abbreviationsOfTimeZonesAreTheClients() throws Exception {
    twins.same(
        "SELECT '2025-01-01 12:00 IST'::timestamptz AT TIME ZONE 'UTC' FROM nn WHERE id = 1",
        "SET timezone_abbreviations = 'India'",
        "SELECT '2025-01-01 12:00 IST'::timestamptz AT TIME ZONE 'UTC' FROM nn WHERE id = 1",
        "RESET timezone_abbreviations",
        "SELECT '2025-01-01 12:00 IST'::timestamptz AT TIME ZONE 'UTC' FROM nn WHERE id = 1");
  }

  @Test
  void aFunctionThatTheSessionDroppedIsGone() throws Exception {
    twins.same(
        "SELECT pr(id) FROM nn ORDER BY id",
        "DROP FUNCTION pr(int)",
        "SELECT pr(id) FROM nn ORDER BY id");
  }
}
