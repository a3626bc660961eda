package dev.mori.conformance.harness;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rows lie in a session as on production: an UPDATE that shifts unique values fails or succeeds by
 * the order in which it meets them.
 */
@Tag("oracle")
class OrderIT {
  /** Its rows lie in the order of k, and of its key backwards. */
  private static final String SHIFTED =
      """
      CREATE TABLE shifted (id int PRIMARY KEY, k int UNIQUE, note text);
      INSERT INTO shifted SELECT 9000 - n, n, 'a' || n % 2 FROM generate_series(1, 3000) n;
      CREATE TABLE refers (id int PRIMARY KEY, to_id int REFERENCES shifted);
      CREATE TABLE keyless (k int UNIQUE);
      INSERT INTO keyless SELECT n FROM generate_series(1, 300) n;
      GRANT SELECT ON shifted, refers, keyless TO PUBLIC;
      """;

  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins = Twins.start(SHIFTED);
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void aWholeTableKeepsItsOrder() throws Exception {
    twins.same(
        "UPDATE shifted SET k = k - 1",
        "SELECT id, k FROM shifted LIMIT 3",
        "UPDATE shifted SET k = k + 1",
        "UPDATE keyless SET k = k - 1");
  }

  @Test
  void rowsThatAStatementMeansKeepTheirs() throws Exception {
    twins.same(
        "UPDATE shifted SET k = -k WHERE note = 'a1'",
        "UPDATE shifted SET k = k - 1 WHERE k BETWEEN 501 AND 900 AND note = 'a0'",
        "DELETE FROM shifted WHERE id = 8400",
        "UPDATE shifted SET k = k - 1 WHERE id BETWEEN 8300 AND 8400",
        "SELECT count(*), sum(k) FROM shifted");
  }

  @Test
  void rowsThatWereCopiedEarlierGetBackIntoLine() throws Exception {
    twins.same(
        "INSERT INTO refers VALUES (1, 8500), (2, 7500), (3, 6500)",
        "UPDATE shifted SET k = k - 1",
        "SELECT count(*), sum(k) FROM shifted");
  }

  @Test
  void rowsThatWereWrittenEarlierComeLast() throws Exception {
    twins.same(
        "UPDATE shifted SET note = 'b' WHERE id IN (8500, 7500)",
        "INSERT INTO shifted VALUES (1, 4000, 'c')",
        "UPDATE shifted SET k = k - 1",
        "UPDATE shifted SET k = k - 1 WHERE note LIKE 'a%'",
        "SELECT count(*), sum(k) FROM shifted");
  }
}
