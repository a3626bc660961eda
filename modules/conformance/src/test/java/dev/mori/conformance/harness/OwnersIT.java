package dev.mori.conformance.harness;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the server runs as the owner of an object runs as a superuser on a copy, where one owns it,
 * and as a role that is none in a session.
 */
@Tag("oracle")
class OwnersIT {
  private static final String TABLES =
      """
      CREATE TABLE up (id int PRIMARY KEY, n int);
      CREATE TABLE down (id int PRIMARY KEY, up int REFERENCES up ON DELETE CASCADE);
      INSERT INTO up VALUES (1, 10), (2, 20), (3, 30);
      INSERT INTO down VALUES (1, 1), (2, 2), (3, 3);
      CREATE VIEW seen AS SELECT id, n FROM up;
      CREATE FUNCTION total() RETURNS bigint STABLE SECURITY DEFINER LANGUAGE sql
        AS 'SELECT sum(n) FROM public.up';
      CREATE TABLE trail (who text, what int);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        AS $$ BEGIN INSERT INTO public.trail VALUES (current_user = session_user, OLD.id); RETURN OLD; END $$;
      CREATE TRIGGER noted AFTER DELETE ON down FOR EACH ROW EXECUTE FUNCTION note();
      GRANT SELECT ON up, down, seen, trail TO PUBLIC;
      """;

  private static final String OTHERS =
      """
      ALTER ROLE app BYPASSRLS;
      CREATE ROLE keeper NOLOGIN;
      CREATE ROLE staff NOLOGIN;
      CREATE ROLE clerk NOLOGIN IN ROLE staff;
      """;

  private static final String GUARDED =
      """
      CREATE SCHEMA kept AUTHORIZATION keeper;
      CREATE TABLE kept.mine (id int PRIMARY KEY, n int);
      INSERT INTO kept.mine VALUES (1, 10), (2, 20), (3, 30);
      ALTER TABLE kept.mine OWNER TO keeper;
      ALTER TABLE kept.mine ENABLE ROW LEVEL SECURITY;
      ALTER TABLE kept.mine FORCE ROW LEVEL SECURITY;
      CREATE POLICY few ON kept.mine USING (id < 2);
      CREATE VIEW all_of_it AS SELECT id, n FROM kept.mine;
      CREATE TABLE lent (id int PRIMARY KEY);
      INSERT INTO lent VALUES (1), (2);
      GRANT SELECT ON lent TO staff;
      CREATE VIEW lent_out AS SELECT id FROM lent;
      ALTER VIEW lent_out OWNER TO clerk;
      GRANT USAGE ON SCHEMA kept TO PUBLIC;
      GRANT SELECT ON kept.mine, all_of_it, lent, lent_out TO PUBLIC;
      """;

  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start(OTHERS, TABLES, GUARDED);
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void foreignKeysAreCheckedInSchemasOfTheSession() throws Exception {
    twins.same(
        "CREATE SCHEMA s",
        "ALTER TABLE up SET SCHEMA s",
        "INSERT INTO down VALUES (4, 1)",
        "INSERT INTO down VALUES (5, 9)",
        "DELETE FROM s.up WHERE id = 2",
        "SELECT * FROM down ORDER BY id",
        "SELECT * FROM trail ORDER BY what");
  }

  @Test
  void referringTablesMoveToo() throws Exception {
    twins.same(
        "CREATE SCHEMA s",
        "ALTER TABLE down SET SCHEMA s",
        "UPDATE up SET n = 1 WHERE id = 1",
        "DELETE FROM up WHERE id = 1",
        "SELECT * FROM s.down ORDER BY id",
        "SELECT * FROM trail ORDER BY what");
  }

  @Test
  void viewsReadTablesOfTheSession() throws Exception {
    twins.same(
        "CREATE TABLE fresh (id int PRIMARY KEY, n int)",
        "INSERT INTO fresh VALUES (7, 70)",
        "CREATE OR REPLACE VIEW seen AS SELECT id, n FROM fresh",
        "SELECT * FROM seen",
        "INSERT INTO seen VALUES (8, 80)",
        "SELECT * FROM fresh ORDER BY id");
  }

  @Test
  void functionsOfTheirOwnersReadTablesOfTheSession() throws Exception {
    twins.same(
        "SELECT total()",
        "ALTER TABLE up RENAME TO before",
        "CREATE TABLE up (id int PRIMARY KEY, n int)",
        "INSERT INTO up VALUES (1, 77)",
        "SELECT total()",
        "ALTER TABLE trail RENAME TO old_trail",
        "CREATE TABLE trail (who text, what int)",
        "DELETE FROM down WHERE id = 3",
        "SELECT * FROM trail");
  }

  @Test
  void superusersAreNotBoundByPoliciesAndMembersHaveTheirRoles() throws Exception {
    twins.same(
        "UPDATE lent SET id = 9 WHERE id = 1",
        "SELECT * FROM lent_out ORDER BY id",
        "INSERT INTO kept.mine VALUES (7, 70)",
        "CREATE TABLE copied AS SELECT * FROM all_of_it",
        "SELECT * FROM copied ORDER BY id");
  }
}
