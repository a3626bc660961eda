package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** statement_timeout held on the shadow alone; what ran on prod took as long as it took. */
@Tag("oracle")
class StatementTimeoutIT {
  private static final String SLOW =
      "(SELECT count(*) FROM orders a, orders b, orders c, orders d WHERE a.id + b.id + c.id = d.id)";

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
  void aReadOnProdEndsAsOnACopy() throws Exception {
    twins.same("SET statement_timeout = '2s'", "SELECT " + SLOW, "SELECT 1");
  }

  @Test
  void aReadWithTheSessionsRowsEndsAsOnACopy() throws Exception {
    twins.same(
        "UPDATE orders SET note = 'x' WHERE id = 5",
        "SET statement_timeout = '2s'",
        "SELECT " + SLOW,
        "SELECT note FROM orders WHERE id = 5");
  }

  @Test
  void aTransactionWithASnapshotFailsAndAnotherGoesOn() throws Exception {
    twins.same(
        "BEGIN ISOLATION LEVEL REPEATABLE READ",
        "SELECT count(*) FROM orders",
        "SET LOCAL statement_timeout = '2s'",
        "SELECT " + SLOW,
        "SELECT 1",
        "ROLLBACK",
        "SHOW statement_timeout",
        "SELECT count(*) FROM orders");
  }

  /** Prod decides which rows a write means: it is not a reason to copy the table. */
  @Test
  void aWriteWhoseRowsAreSlowToFindEndsAsOnACopy() throws Exception {
    twins.same(
        "SET statement_timeout = '2s'",
        "UPDATE orders SET note = 'x' WHERE id = " + SLOW,
        "SET statement_timeout = 0",
        "SELECT count(*) FROM orders WHERE note = 'x'");
  }

  @Test
  void anotherClientOnTheSameLinkHasNoneOfIt() throws Exception {
    assertThat(twins.answers("SET statement_timeout = '1ms'", "SELECT " + SLOW).toString())
        .contains("57014");
    assertThat(twins.answers("SELECT pg_sleep(0.1), count(*) FROM orders").toString())
        .doesNotContain("57014");
    assertThat(twins.answers("SELECT count(*) FROM orders a, orders b").toString())
        .doesNotContain("57014");
  }
}
