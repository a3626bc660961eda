package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** COPY TO STDOUT streams what a private copy's server does, message by message. */
@Tag("oracle")
class CopyOutIT {
  private static final String SCHEMA =
      """
      CREATE TYPE mood AS ENUM ('ok', 'not, ok');
      CREATE TYPE pair AS (a int, m mood);
      CREATE TABLE odd (id int PRIMARY KEY, v text, gone int, w text);
      ALTER TABLE odd DROP COLUMN gone;
      INSERT INTO odd SELECT i, CASE WHEN i % 9 > 0 THEN 'a' || chr(i) || 'b' END, chr(i)
        FROM generate_series(1, 300) i;
      INSERT INTO odd VALUES (301, '\\.', ''), (302, '\\N', 'nil'), (303, ' ', E'a\\r\\n"b"''c''');
      CREATE TABLE typed (id int PRIMARY KEY, n numeric, f float8, t timestamptz, d interval,
        b bytea, j jsonb, xs int[], m mood, ms mood[], p pair, "Twice ""q"" x" text);
      INSERT INTO typed VALUES
        (1, 1.50, 0.1::float8 / 3, '2024-02-03 04:05:06+02', '1 day 2 h', '\\x00ff5c', '{"a": "\\\\"}',
         '{1,NULL}', 'not, ok', '{ok,"not, ok"}', '(5,"not, ok")', 'x'),
        (2, 'NaN', 'Infinity', '-infinity', NULL, '', '[]', '{}', 'ok', '{}', NULL, '');
      CREATE TABLE made (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) STORED, c int);
      INSERT INTO made VALUES (1, 5, DEFAULT, 7);
      CREATE TABLE parent (id int PRIMARY KEY, v text);
      CREATE TABLE child (w text) INHERITS (parent);
      INSERT INTO parent VALUES (1, 'own');
      INSERT INTO child VALUES (2, 'child', 'c');
      CREATE TABLE parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
      INSERT INTO parts VALUES (1, 'in a part');
      CREATE VIEW seen AS SELECT id, v FROM odd WHERE id < 3;
      CREATE MATERIALIZED VIEW kept AS SELECT id, v FROM odd WHERE id < 3;
      CREATE TABLE none ();
      CREATE TABLE hidden (id int PRIMARY KEY);
      CREATE TABLE secured (id int PRIMARY KEY);
      INSERT INTO secured VALUES (1), (2);
      ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
      CREATE POLICY second ON secured USING (id > 1);
      CREATE SCHEMA side;
      CREATE TABLE side.odd (id int PRIMARY KEY, v text);
      INSERT INTO side.odd VALUES (1, 'side');
      GRANT USAGE ON SCHEMA side TO PUBLIC;
      GRANT SELECT ON odd, typed, made, parent, child, parts, parts_1, seen, kept, none, side.odd,
        secured TO PUBLIC;
      """;

  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start(SCHEMA);
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void textAndItsOptions() throws Exception {
    same(
        "COPY odd TO STDOUT",
        "COPY odd (w, id) TO STDOUT (HEADER)",
        "COPY odd TO STDOUT (DELIMITER '|', NULL '')",
        "COPY odd TO STDOUT DELIMITER E'\\x01' NULL AS 'nil'",
        "COPY odd TO STDOUT USING DELIMITERS ';' WITH NULL 'ä'",
        "COPY odd TO STDOUT (DELIMITER E'\\b', HEADER 1, ENCODING 'UTF8')",
        "COPY (SELECT v AS \"a\tb\", w AS \"\\\" FROM odd ORDER BY id) TO STDOUT (HEADER true)",
        "COPY (SELECT FROM odd WHERE id < 4) TO STDOUT (HEADER)",
        "COPY none TO STDOUT",
        "COPY odd TO STDOUT (ENCODING 'LATIN1')",
        "COPY (SELECT * FROM odd WHERE id < 200) TO STDOUT (ENCODING 'LATIN1', FORMAT csv)");
  }

  @Test
  void csvAndItsOptions() throws Exception {
    same(
        "COPY odd TO STDOUT CSV",
        "COPY odd TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)",
        "COPY odd TO STDOUT WITH CSV HEADER DELIMITER AS ';' QUOTE AS '''' ESCAPE AS '\\'",
        "COPY odd TO STDOUT CSV NULL 'nil' FORCE QUOTE w, id",
        "COPY odd (v) TO STDOUT (FORMAT csv, FORCE_QUOTE (v))",
        "COPY odd (v) TO STDOUT (FORMAT csv)",
        "COPY (SELECT v AS \"a,b\", w FROM odd ORDER BY id) TO STDOUT (FORMAT 'csv', HEADER on)",
        "COPY (SELECT w AS a, v AS a FROM odd) TO STDOUT (FORMAT csv, FORCE_QUOTE (a), HEADER off)",
        "COPY (SELECT v AS id FROM odd WHERE id < 5) TO STDOUT CSV HEADER NULL 'id'",
        "COPY typed TO STDOUT CSV HEADER",
        "COPY (SELECT FROM odd WHERE id < 4) TO STDOUT CSV");
  }

  @Test
  void binary() throws Exception {
    same(
        "COPY odd TO STDOUT (FORMAT binary)",
        "COPY BINARY odd TO STDOUT",
        "COPY odd (id) TO STDOUT WITH BINARY",
        "COPY (SELECT id, n, f, t, d, b, j, xs, m FROM typed ORDER BY id) TO STDOUT BINARY",
        "COPY (SELECT * FROM odd WHERE id < 0) TO STDOUT (FORMAT binary)",
        "COPY (SELECT FROM odd WHERE id < 3) TO STDOUT (FORMAT binary)",
        "COPY (SELECT v::\"any\" FROM odd) TO STDOUT (FORMAT binary)",
        "COPY (SELECT relacl FROM pg_class WHERE relname = 'odd') TO STDOUT (FORMAT binary)",
        "COPY (SELECT id / (id - 3) FROM odd ORDER BY id) TO STDOUT (FORMAT binary)");
  }

  @Test
  void whatTheServerRejects() throws Exception {
    same(
        "COPY odd TO STDOUT (FORMAT csv, DELIMITER 'ab')",
        "COPY odd TO STDOUT (DELIMITER 'a')",
        "COPY odd TO STDOUT (DELIMITER E'\\n')",
        "COPY odd TO STDOUT (QUOTE 'x')",
        "COPY odd TO STDOUT (FORMAT csv, QUOTE ',')",
        "COPY odd TO STDOUT (FORMAT csv, NULL E'\\n')",
        "COPY odd TO STDOUT (FORMAT csv, FORCE_QUOTE (x))",
        "COPY odd (id) TO STDOUT (FORMAT csv, FORCE_QUOTE (v))",
        "COPY odd TO STDOUT (FORCE_QUOTE *)",
        "COPY odd TO STDOUT (FORMAT csv, FORCE_NULL (v))",
        "COPY odd TO STDOUT (HEADER match)",
        "COPY odd TO STDOUT (HEADER 2)",
        "COPY odd TO STDOUT (FORMAT binary, HEADER)",
        "COPY odd TO STDOUT (FORMAT fancy)",
        "COPY odd TO STDOUT (FORMAT csv, FORMAT csv)",
        "COPY (SELECT 'ä', v FROM odd) TO STDOUT (HEADER, HEADER)",
        "COPY odd TO STDOUT (NOVEL)",
        "COPY odd TO STDOUT (FORMAT csv",
        "COPY odd TO STDOUT (ENCODING 'klingon')",
        "COPY odd TO STDOUT FREEZE",
        "COPY (SELECT 'ä', nope FROM odd) TO STDOUT",
        "COPY (SELECT 'ä'::int FROM odd) TO STDOUT CSV",
        "COPY (SELECT count(*) FROM odd WHERE count(*) > 1) TO STDOUT",
        "COPY (SELECT * FROM nowhere) TO STDOUT",
        "COPY (SELECT $1 FROM odd) TO STDOUT",
        "COPY (SELECT 1 / 0 FROM odd) TO STDOUT",
        "COPY (SELECT id FROM odd LIMIT -1) TO STDOUT",
        "COPY (SELECT id FROM ) TO STDOUT");
  }

  @Test
  void allKindsOfTables() throws Exception {
    same(
        "COPY made TO STDOUT (HEADER)",
        "COPY made (c, a) TO STDOUT",
        "COPY made (a, b) TO STDOUT",
        "COPY (TABLE made) TO STDOUT",
        "COPY parent TO STDOUT",
        "COPY child TO STDOUT",
        "COPY parts TO STDOUT",
        "COPY parts_1 TO STDOUT",
        "COPY seen TO STDOUT",
        "COPY kept TO STDOUT",
        "COPY order_no_seq TO STDOUT",
        "COPY (SELECT * FROM seen) TO STDOUT",
        "COPY (SELECT * FROM kept) TO STDOUT",
        "COPY (SELECT * FROM parts) TO STDOUT",
        "COPY (SELECT * FROM parent ORDER BY id) TO STDOUT",
        "COPY odd (id, x) TO STDOUT",
        "COPY odd (id, id) TO STDOUT",
        "COPY odd (id, gone) TO STDOUT",
        "COPY nowhere TO STDOUT",
        "COPY pg_catalog.pg_am TO STDOUT",
        "CREATE TEMP TABLE odd (a int)",
        "INSERT INTO odd VALUES (1)",
        "COPY odd TO STDOUT",
        "COPY public.odd (id) TO STDOUT",
        "SET search_path = side",
        "COPY odd TO STDOUT",
        "DROP TABLE pg_temp.odd",
        "COPY odd TO STDOUT",
        "COPY odd (w) TO STDOUT");
  }

  @Test
  void whatTheSessionHasWritten() throws Exception {
    same(
        "UPDATE odd SET v = E'new\\t' WHERE id = 7",
        "COPY odd TO STDOUT",
        "DELETE FROM odd WHERE id < 300",
        "INSERT INTO odd VALUES (400, 'own', NULL)",
        "COPY (SELECT * FROM odd ORDER BY id) TO STDOUT CSV HEADER FORCE QUOTE id",
        "COPY (SELECT * FROM odd ORDER BY id) TO STDOUT (FORMAT binary)",
        "COPY (SELECT 10 / (id - 400) FROM odd ORDER BY id) TO STDOUT",
        "ALTER TABLE odd ADD COLUMN more int DEFAULT 5, DROP COLUMN w",
        "ALTER TABLE odd RENAME v TO \"the v\"",
        "DELETE FROM odd WHERE id = 400",
        "COPY odd TO STDOUT (HEADER)",
        "COPY odd (w) TO STDOUT",
        "CREATE TABLE own AS SELECT 1 AS a",
        "COPY own TO STDOUT",
        "TRUNCATE odd",
        "COPY odd TO STDOUT (FORMAT binary)",
        "UPDATE typed SET m = 'ok', p = '(6,ok)' WHERE id = 2",
        "COPY (SELECT * FROM typed ORDER BY id) TO STDOUT",
        "DROP TABLE made",
        "COPY made TO STDOUT");
  }

  @Test
  void inTransactions() throws Exception {
    same(
        "BEGIN",
        "UPDATE odd SET v = 'mine' WHERE id = 303",
        "COPY odd TO STDOUT",
        "COPY nowhere TO STDOUT",
        "COPY odd TO STDOUT",
        "ROLLBACK",
        "COPY (SELECT * FROM odd WHERE id > 300 ORDER BY id) TO STDOUT",
        "BEGIN READ ONLY",
        "COPY odd (id) TO STDOUT",
        "COMMIT",
        "BEGIN ISOLATION LEVEL REPEATABLE READ",
        "COPY odd (id) TO STDOUT",
        "SAVEPOINT s",
        "COPY (SELECT id / (id - 5) FROM odd) TO STDOUT",
        "ROLLBACK TO s",
        "DELETE FROM odd WHERE id > 5",
        "COPY odd (id) TO STDOUT CSV",
        "COMMIT",
        "INSERT INTO odd VALUES (6); COPY odd TO STDOUT; COPY odd (id) TO STDOUT CSV; SELECT 1",
        "INSERT INTO odd VALUES (8); COPY odd TO STDOUT; COPY (SELECT 'ä', x) TO STDOUT; SELECT 1",
        "COPY (SELECT count(*) FROM odd) TO STDOUT");
  }

  @Test
  void errorsInTheMiddle() throws Exception {
    same(
        "COPY (SELECT id / (id - 5) FROM odd ORDER BY id) TO STDOUT",
        "COPY (SELECT id / (id - 1) FROM odd ORDER BY id) TO STDOUT (HEADER)",
        "COPY (SELECT v::int FROM odd ORDER BY id) TO STDOUT CSV HEADER",
        "COPY (SELECT (SELECT id FROM odd)) TO STDOUT CSV",
        "SET statement_timeout = 300",
        "COPY (SELECT count(*) FROM odd a, odd b, odd c, odd d) TO STDOUT",
        "RESET statement_timeout",
        "COPY (SELECT 1) TO STDOUT");
  }

  @Test
  void settingsAndFunctions() throws Exception {
    same(
        "SET DateStyle = 'German'; SET TimeZone = 'Asia/Tokyo'; SET extra_float_digits = 0",
        "SET bytea_output = 'escape'; SET IntervalStyle = 'iso_8601'",
        "COPY typed TO STDOUT",
        "COPY (SELECT t, b FROM typed) TO STDOUT CSV",
        "SET standard_conforming_strings = off",
        "COPY (SELECT id, 'x' FROM odd WHERE id < 3) TO STDOUT (DELIMITER '|')",
        "COPY (SELECT nextval('order_no_seq') > 0, id FROM odd WHERE id < 3) TO STDOUT",
        "COPY (SELECT random() < 2, id FROM odd WHERE id < 3) TO STDOUT",
        "COPY (SELECT set_config('my.x', v, false) FROM odd WHERE id = 1) TO STDOUT",
        "COPY (SELECT id FROM odd WHERE id < 3 FOR UPDATE) TO STDOUT",
        "COPY (WITH a AS (SELECT 1 AS b) SELECT * FROM a, odd WHERE id = b) TO STDOUT",
        "COPY (VALUES (1, 'a'), (2, NULL)) TO STDOUT",
        "COPY (SELECT ROW(id, 'x'), NULL, 'lit' FROM odd WHERE id < 3 -- a comment\n) TO STDOUT",
        "COPY (SELECT nspname FROM pg_namespace WHERE nspname !~ 'temp' ORDER BY"
            + " 1) TO STDOUT CSV HEADER",
        "COPY (SELECT nope FROM pg_namespace) TO STDOUT CSV HEADER",
        "COPY (SELECT now() - now(), current_user = user FROM odd LIMIT 1) TO STDOUT");
  }

  /** The role that mori reads with may see less than the owner of a copy. */
  @Test
  void rightsAndPoliciesAreProds() throws Exception {
    twins.reset();
    assertThat(twins.answers("COPY hidden TO STDOUT"))
        .contains("error S=ERROR V=ERROR C=42501 M=permission denied for table hidden");
    assertThat(twins.answers("COPY (SELECT * FROM secured) TO STDOUT"))
        .contains("message d 2\n", "done COPY 1");
    assertThat(twins.answers("COPY secured TO STDOUT")).contains("message d 2\n", "done COPY 1");
    assertThat(twins.answers("SET row_security = off", "COPY secured TO STDOUT"))
        .anyMatch(line -> line.contains("row-level security policy"));
  }

  /** Values of user types with numbers of types in them are the shadow's. */
  @Test
  void binaryValuesOfUserTypesReadBack() throws Exception {
    twins.reset();
    for (String read : List.of("TABLE typed", "SELECT p FROM typed", "SELECT ROW(m) FROM typed")) {
      assertThat(twins.answers("COPY (" + read + ") TO STDOUT (FORMAT binary)"))
          .anyMatch(line -> line.equals("done COPY 2"));
    }
  }

  /** Each text as a Query and by Parse, Bind, Describe and Execute with a row limit of one. */
  private static void same(String... texts) throws Exception {
    twins.same(texts);
    List<Exchange> extended = new ArrayList<>();
    for (String text : texts) {
      extended.add(
          text.contains(";")
              ? new Exchange.Simple(text)
              : new Exchange.Extended(
                  List.of(
                      new Op.Parse("", text, List.of()),
                      new Op.Bind("", "", List.of(), false),
                      new Op.Describe('P', ""),
                      new Op.Execute("", 1))));
    }
    twins.same(extended);
  }
}
