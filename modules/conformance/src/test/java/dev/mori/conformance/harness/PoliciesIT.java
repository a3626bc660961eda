package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Row level security that binds others than the client: owners of views, roles that are SET. */
@Tag("oracle")
class PoliciesIT {
  private static final String SECURED =
      """
      ALTER ROLE app BYPASSRLS;
      CREATE ROLE visitor NOLOGIN;
      CREATE TABLE members (id int PRIMARY KEY, ok bool);
      INSERT INTO members VALUES (1, true), (2, false), (3, true);
      CREATE TABLE secrets (id int PRIMARY KEY, member int, s text);
      INSERT INTO secrets VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 3, 'three');
      ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
      CREATE POLICY members_only ON secrets
        USING (EXISTS (SELECT 1 FROM members m WHERE m.id = member AND m.ok));
      CREATE TABLE open (id int PRIMARY KEY, member int);
      INSERT INTO open VALUES (1, 1), (2, 2), (3, 3);
      GRANT SELECT, INSERT, UPDATE ON members, secrets, open TO visitor;
      GRANT CREATE ON SCHEMA public TO visitor;
      CREATE VIEW shown AS SELECT id, s FROM secrets;
      ALTER VIEW shown OWNER TO visitor;
      CREATE VIEW opened AS SELECT id FROM open;
      ALTER VIEW opened OWNER TO visitor;
      CREATE FUNCTION count_secrets() RETURNS bigint STABLE LANGUAGE sql SECURITY DEFINER
        AS 'SELECT count(*) FROM public.secrets';
      ALTER FUNCTION count_secrets() OWNER TO visitor;
      GRANT SELECT ON members, secrets, open, shown, opened TO PUBLIC;
      """;

  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start(SECURED);
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void policiesBindTheOwnerOfAView() throws Exception {
    twins.same(
        "SELECT * FROM shown ORDER BY id",
        "UPDATE secrets SET s = 'TWO' WHERE id = 2",
        "UPDATE secrets SET s = 'ONE' WHERE id = 1",
        "SELECT * FROM secrets ORDER BY id",
        "SELECT * FROM shown ORDER BY id",
        "SELECT count_secrets()");
  }

  @Test
  void policiesLookAtWhatTheSessionHasChanged() throws Exception {
    twins.same(
        "UPDATE members SET ok = true WHERE id = 2",
        "SELECT * FROM shown ORDER BY id",
        "SELECT count_secrets()");
  }

  @Test
  void policiesBindARoleThatIsSet() throws Exception {
    twins.reset();
    assertThat(
            twins.answers(
                "SET ROLE visitor",
                "SELECT id FROM secrets ORDER BY id",
                "UPDATE secrets SET s = 'x'",
                "INSERT INTO secrets VALUES (4, 2, 'four')",
                "INSERT INTO secrets VALUES (5, 3, 'five')",
                "RESET ROLE",
                "SELECT s FROM secrets ORDER BY id"))
        .containsSubsequence("row | 1", "row | 3", "done UPDATE 2")
        .anyMatch(line -> line.contains("C=42501"))
        .containsSubsequence("done INSERT 0 1", "row | x", "row | two", "row | x", "row | five");
  }

  @Test
  void policiesOfTheSessionLookAtProductionsRows() throws Exception {
    twins.same(
        "CREATE POLICY mine ON open USING (EXISTS (SELECT 1 FROM members m WHERE m.id = member AND m.ok))",
        "ALTER TABLE open ENABLE ROW LEVEL SECURITY",
        "SELECT * FROM open ORDER BY id",
        "SELECT * FROM opened ORDER BY id",
        "DROP POLICY mine ON open",
        "SELECT * FROM opened ORDER BY id");
    assertThat(
            twins.answers(
                "CREATE POLICY mine ON open USING (EXISTS (SELECT 1 FROM members m WHERE m.id = member AND m.ok))",
                "SET ROLE visitor",
                "SELECT id FROM open ORDER BY id"))
        .containsSubsequence("row | 1", "row | 3", "done SELECT 2");
  }

  @Test
  void policiesThatTheSessionAltersAreItsOwn() throws Exception {
    twins.same(
        "ALTER POLICY members_only ON secrets USING (id > 1)",
        "SELECT * FROM shown ORDER BY id",
        "ALTER TABLE secrets DISABLE ROW LEVEL SECURITY",
        "SELECT * FROM shown ORDER BY id");
  }
}
