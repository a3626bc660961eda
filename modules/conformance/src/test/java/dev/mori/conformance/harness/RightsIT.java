package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client puts into his session and no statement names runs with the rights of a database's
 * owner: nothing a guard overlooks can reach the shadow's host.
 */
@Tag("oracle")
class RightsIT {
  private static final String INDEXED =
      """
      CREATE TABLE indexed (id int PRIMARY KEY, b text);
      INSERT INTO indexed VALUES (1, 'one'), (2, 'two'), (3, 'three');
      CREATE FUNCTION harmless(x text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT x';
      GRANT SELECT ON indexed TO PUBLIC;
      """;

  private static final String ALWAYS =
      """
      CREATE TABLE watched (id int PRIMARY KEY, n int);
      CREATE TABLE seen (id int, n int);
      INSERT INTO watched VALUES (1, 10), (2, 20), (3, 30);
      CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN INSERT INTO public.seen VALUES (NEW.id, NEW.n); RETURN NEW; END $$;
      CREATE TRIGGER always AFTER INSERT OR UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION watch();
      CREATE TRIGGER replica AFTER INSERT OR UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION watch();
      ALTER TABLE watched ENABLE ALWAYS TRIGGER always;
      ALTER TABLE watched ENABLE REPLICA TRIGGER replica;
      CREATE TABLE ruled_always (id int PRIMARY KEY, n int);
      INSERT INTO ruled_always VALUES (1, 10), (2, 20);
      CREATE RULE again AS ON INSERT TO ruled_always DO ALSO INSERT INTO seen VALUES (NEW.id, NEW.n);
      ALTER TABLE ruled_always ENABLE ALWAYS RULE again;
      GRANT SELECT ON watched, seen, ruled_always TO PUBLIC;
      """;

  private static Twins twins;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start(INDEXED, ALWAYS);
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void clientsAreNoSuperusers() throws Exception {
    twins.reset();
    assertThat(
            twins.answers(
                "CREATE TABLE mine (a int)",
                "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication"
                    + " FROM pg_roles WHERE rolname = session_user",
                "CREATE EXTENSION pageinspect"))
        .anyMatch(line -> line.contains("[f]") || line.endsWith(" f"))
        .anyMatch(line -> line.contains("42501"));
  }

  /**
   * Nobody sees what the text says: no statement names the function, and it is made at run time.
   */
  @Test
  void codeOfTheSessionCannotReachTheServersHost() throws Exception {
    twins.reset();
    Path file = folder.resolve("reached");
    String hidden = "'co' || 'py (select 1) to pro' || 'gram ''touch " + file + "'''";
    assertThat(
            twins.answers(
                "INSERT INTO indexed VALUES (9, 'nine')",
                "CREATE INDEX ON indexed (harmless(b))",
                "CREATE OR REPLACE FUNCTION harmless(x text) RETURNS text VOLATILE LANGUAGE plpgsql"
                    + " AS $$ BEGIN EXECUTE "
                    + hidden
                    + "; RETURN x; END $$",
                "REINDEX TABLE indexed"))
        .anyMatch(line -> line.contains("42501"));
    assertThat(twins.answers("UPDATE indexed SET b = 'x' WHERE id = 1"))
        .anyMatch(line -> line.contains("which tables that reads cannot be known"));
    assertThat(Files.exists(file)).isFalse();
  }

  /** Unqualified names in what a superuser owns would find a client's temporary types first. */
  @Test
  void temporaryTypesDoNotStandInForTheServers() throws Exception {
    twins.reset();
    List<String> said =
        twins.answers(
            "CREATE TABLE ran (who text)",
            "CREATE FUNCTION checks(x oid) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO public.ran VALUES (current_user); RETURN true; END $$",
            "CREATE DOMAIN pg_temp.regclass AS oid CHECK (public.checks(VALUE))",
            "CREATE DOMAIN pg_temp.regrole AS oid CHECK (public.checks(VALUE))",
            "ALTER TABLE indexed ADD COLUMN more int DEFAULT 1",
            "CREATE TABLE afterwards (a int)",
            "SELECT count(*) FROM ran");
    assertThat(said).noneMatch(line -> line.startsWith("error")).contains("row | 0");
  }

  @Test
  void triggersAndRulesForReplicasDoNotFireForRowsThatAreCopied() throws Exception {
    twins.same(
        "UPDATE watched SET n = n + 1 WHERE id = 1",
        "INSERT INTO watched VALUES (4, 40)",
        "INSERT INTO ruled_always VALUES (3, 30)",
        "UPDATE ruled_always SET n = 11 WHERE id = 1",
        "SELECT * FROM seen ORDER BY id, n",
        "ALTER TABLE watched ENABLE REPLICA TRIGGER always",
        "ALTER TABLE watched ENABLE ALWAYS TRIGGER replica",
        "UPDATE watched SET n = n + 1 WHERE id = 2",
        "DELETE FROM watched WHERE id = 3",
        "SELECT * FROM seen ORDER BY id, n",
        "BEGIN",
        "ALTER TABLE ruled_always DISABLE RULE again",
        "INSERT INTO ruled_always VALUES (5, 50)",
        "ROLLBACK",
        "INSERT INTO ruled_always VALUES (6, 60)",
        "SELECT * FROM seen ORDER BY id, n");
  }
}
