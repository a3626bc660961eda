package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** DO and CALL: code of the client's own, on the shadow alone, with all rows it may meet. */
@Tag("oracle")
class BlocksIT {
  private static final String SCHEMA =
      """
      CREATE TABLE team (id int PRIMARY KEY, name text UNIQUE);
      CREATE TABLE member (id int PRIMARY KEY, team_id int NOT NULL REFERENCES team, name text);
      INSERT INTO team VALUES (1, 'red'), (2, 'blue'), (3, 'green');
      INSERT INTO member VALUES (1, 1, 'ann'), (2, 1, 'bob'), (3, 2, 'cem');
      CREATE PROCEDURE move(m int, t int, INOUT members int DEFAULT 0) LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE member SET team_id = t WHERE id = m;
          SELECT count(*) INTO members FROM member WHERE team_id = t;
        END $$;
      CREATE PROCEDURE in_steps() LANGUAGE plpgsql AS $$
        BEGIN UPDATE member SET name = upper(name); COMMIT; END $$;
      GRANT SELECT ON team, member TO PUBLIC;
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
  void aBlockReadsWritesAndTells() throws Exception {
    twins.same(
        "DO $$ DECLARE n int; BEGIN SELECT count(*) INTO n FROM member;"
            + " RAISE NOTICE '% members', n; END $$",
        "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM team ORDER BY id LOOP"
            + " INSERT INTO member VALUES (r.id + 100, r.id, r.name); END LOOP; END $$",
        "SELECT * FROM member ORDER BY id",
        "DO $$ BEGIN UPDATE member SET name = 'x' WHERE team_id = 1; DELETE FROM ONLY member"
            + " WHERE id = 3; END $$",
        "SELECT * FROM member ORDER BY id",
        "DO 'BEGIN RAISE EXCEPTION ''no %'', (SELECT max(name) FROM team); END' LANGUAGE plpgsql",
        "SELECT count(*) FROM team");
  }

  /** Rows that only prod has are met before an error about them could be caught. */
  @Test
  void handlersCatchWhatTheyCatchOnACopy() throws Exception {
    twins.same(
        "DO $$ BEGIN INSERT INTO member VALUES (50, 2, 'new');"
            + " EXCEPTION WHEN foreign_key_violation THEN RAISE NOTICE 'no team'; END $$",
        "DO $$ BEGIN INSERT INTO team VALUES (9, 'red');"
            + " EXCEPTION WHEN unique_violation THEN RAISE NOTICE 'there'; END $$",
        "DO $$ BEGIN DELETE FROM team WHERE id = 1;"
            + " EXCEPTION WHEN foreign_key_violation THEN RAISE NOTICE 'has members'; END $$",
        "SELECT t.*, (SELECT count(*) FROM member m WHERE m.team_id = t.id) FROM team t ORDER BY id");
  }

  /** As migrations of ORMs write them. */
  @Test
  void aBlockChangesTheSchema() throws Exception {
    twins.same(
        "DO $$ BEGIN CREATE TYPE mood AS ENUM ('a', 'b');"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "DO $$ BEGIN CREATE TYPE mood AS ENUM ('a', 'b');"
            + " EXCEPTION WHEN duplicate_object THEN RAISE NOTICE 'twice'; END $$",
        "CREATE TABLE pet (id int PRIMARY KEY, owner int, m mood)",
        "INSERT INTO pet VALUES (1, 1, 'a'), (2, 77, 'b')",
        "DO $$ BEGIN ALTER TABLE pet ADD CONSTRAINT pet_owner FOREIGN KEY (owner) REFERENCES"
            + " member (id); EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "DELETE FROM pet WHERE id = 2",
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name ="
            + " 'member' AND column_name = 'age') THEN ALTER TABLE member ADD COLUMN age int"
            + " DEFAULT 7; END IF; ALTER TABLE pet ADD CONSTRAINT pet_owner FOREIGN KEY (owner)"
            + " REFERENCES member (id); END $$",
        "SELECT * FROM member ORDER BY id",
        "DELETE FROM member WHERE id = 1",
        "DO $$ BEGIN CREATE TABLE fresh AS SELECT id FROM team; CREATE FUNCTION teams() RETURNS"
            + " bigint LANGUAGE sql AS 'SELECT count(*) FROM team'; PERFORM teams(); END $$",
        "SELECT teams(), count(*) FROM fresh",
        "BEGIN",
        "DO $$ BEGIN DROP TABLE fresh; TRUNCATE member CASCADE; END $$",
        "SELECT count(*) FROM member",
        "ROLLBACK",
        "SELECT (SELECT count(*) FROM member), (SELECT count(*) FROM fresh)");
  }

  /**
   * A key whose values an ALTER TABLE changes is checked against rows of tables it does not name.
   */
  @Test
  void childrenOfAnAlteredTableAreThere() throws Exception {
    twins.same(
        "DO $$ BEGIN ALTER TABLE IF EXISTS team ALTER COLUMN id TYPE bigint USING id + 10; END $$",
        "ALTER TABLE team ALTER COLUMN id TYPE bigint USING id + 10",
        "SELECT * FROM team ORDER BY id");
  }

  /** A connection keeps the types that its triggers met. */
  @Test
  void aColumnOfAnotherTypeIsWrittenByTheConnectionThatChangedIt() throws Exception {
    twins.same(
        "INSERT INTO member VALUES (7, 1, 'g')",
        "UPDATE member SET name = 'G' WHERE id = 7",
        "ALTER TABLE member ALTER COLUMN team_id TYPE bigint",
        "INSERT INTO member VALUES (8, 1, 'h') RETURNING *",
        "BEGIN",
        "ALTER TABLE member ALTER COLUMN name TYPE int USING id",
        "UPDATE member SET name = name + 1 WHERE id = 2 RETURNING *",
        "ROLLBACK",
        "UPDATE member SET name = name || 1 WHERE id = 2 RETURNING *",
        "DELETE FROM member WHERE id = 8 RETURNING *");
  }

  @Test
  void proceduresAreCalled() throws Exception {
    twins.same(
        "CALL move(1, 2)",
        "CALL move(2, 9)",
        "CALL move(2, 3, NULL)",
        "CALL nothing()",
        "SELECT * FROM member ORDER BY id");
  }

  /** Costs are the shadow's; what an analysed write has done is to be seen. */
  @Test
  void explainAnalyzeRunsTheStatement() throws Exception {
    twins.reset();
    String[] writes = {
      "EXPLAIN (ANALYZE, TIMING OFF) UPDATE member SET name = name || '!' WHERE team_id = 1",
      "EXPLAIN (ANALYZE) DELETE FROM member WHERE id = 3",
      "EXPLAIN (ANALYZE) INSERT INTO member VALUES (7, 3, 'gil')",
      "EXPLAIN DELETE FROM member",
      "EXPLAIN (ANALYZE) SELECT count(*) FROM member"
    };
    eachAnswers("done EXPLAIN", writes);
    assertThat(twins.answers("SELECT string_agg(name, ',' ORDER BY id) FROM member"))
        .anyMatch(line -> line.contains("ann!,bob!,gil"));
    assertThat(twins.answers("EXPLAIN (ANALYZE) DELETE FROM team WHERE id = 1"))
        .anyMatch(line -> line.contains("C=23503"));
  }

  /** What another client had to copy may still be what the snapshot saw; nobody can tell. */
  @Test
  void aTableCopiedSinceTheSnapshotAsksToTryAgain() throws Exception {
    twins.reset();
    try (WireClient older = twins.connect(Map.of());
        WireClient other = twins.connect(Map.of())) {
      older.rows("BEGIN ISOLATION LEVEL REPEATABLE READ");
      older.rows("SELECT count(*) FROM team");
      other.rows("DO $$ BEGIN UPDATE member SET name = 'y' WHERE id = 1; END $$");
      Reply.Failed error =
          Objects.requireNonNull(
              older
                  .query("UPDATE team SET name = 'z' WHERE id IN (SELECT team_id FROM member)")
                  .firstError());
      assertThat(error.code()).isEqualTo("40001");
      assertThat(error.message()).startsWith("mori: rows of ").contains("since this transaction");
    }
  }

  @Test
  void whatCannotBeKnownIsRefused() throws Exception {
    twins.reset();
    String[] refused = {
      "DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'member'; END $$",
      "DO $$ BEGIN ALTER TYPE mood ADD VALUE 'c'; END $$",
      "DO $$ BEGIN UPDATE member SET name = 'y'; COMMIT; END $$",
      "CALL in_steps()",
      "DO $$ BEGIN DELETE FROM member a USING member b WHERE a.ctid < b.ctid; END $$",
      "EXPLAIN (ANALYZE) DELETE FROM member WHERE ctid = '(0,1)'",
      "DO $$ BEGIN DELETE FROM pg_toast_temp_mori.tables; END $$",
      "DO $$ BEGIN PERFORM pg_read_file('/etc/passwd'); END $$",
      "DO $$ BEGIN SET search_path = pg_toast_temp_mori; END $$",
      "DO $$ BEGIN UPDATE pg_class SET relname = 'x'; END $$",
      "DO LANGUAGE plpython3u 'pass'",
      "DO $$ BEGIN COPY member TO '/tmp/member'; END $$",
      "DO $$ BEGIN PERFORM set_config('mori.hydrating', 'on', false); END $$"
    };
    eachAnswers("C=0A000", refused);
    assertThat(twins.answers("SELECT string_agg(name, ',' ORDER BY id) FROM member"))
        .anyMatch(line -> line.contains("ann,bob,cem"));
  }

  private static void eachAnswers(String expected, String... texts) throws Exception {
    for (String text : texts) {
      assertThat(twins.answers(text)).as(text).anyMatch(line -> line.contains(expected));
    }
  }
}
