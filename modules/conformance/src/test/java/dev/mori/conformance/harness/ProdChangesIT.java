package dev.mori.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Somebody changes production while a session is open: what the session has not touched follows it,
 * what it has changed stays.
 */
@Tag("oracle")
class ProdChangesIT {
  private static final String SCHEMA =
      """
      CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
      INSERT INTO stock SELECT i, 0 FROM generate_series(1, 9) i;
      GRANT SELECT ON stock TO PUBLIC;
      """;

  private Servers servers;
  private MoriUnderTest mori;
  private Crowd.One session;
  private Crowd.One prod;

  @BeforeEach
  void start() throws Exception {
    servers = Servers.start(0.01);
    servers.everywhere(SCHEMA);
    mori = Moris.of("node", servers);
    session = Crowd.one(mori.start(servers.prod()));
    prod = Crowd.one(servers.prodAsSuperuser());
  }

  @AfterEach
  void stop() {
    session.close();
    prod.close();
    mori.close();
    servers.close();
  }

  @Test
  void eachLevelFollowsInItsOwnWay() throws Exception {
    statementsFollowProd();
    aSnapshotOfProdHoldsFromItsFirstQuestionOn();
    whatTheSessionHasChangedStays();
    aTransactionOfProdIsSeenRowByRow();
  }

  private void statementsFollowProd() throws Exception {
    session.get("BEGIN");
    assertThat(n(1)).isZero();
    prod.get("UPDATE stock SET n = 1 WHERE id = 1");
    assertThat(n(1)).isOne();
    session.get("COMMIT");
  }

  private void aSnapshotOfProdHoldsFromItsFirstQuestionOn() throws Exception {
    session.get("BEGIN ISOLATION LEVEL REPEATABLE READ");
    session.get("SELECT 1");
    prod.get("UPDATE stock SET n = 1 WHERE id = 2");
    assertThat(n(2)).isOne();
    prod.get("UPDATE stock SET n = 2 WHERE id = 2");
    prod.get("INSERT INTO stock VALUES (10, 0)");
    assertThat(n(2)).isOne();
    session.get("UPDATE stock SET n = n + 10 WHERE id = 2");
    assertThat(n(2)).isEqualTo(11);
    assertThat(session.number("SELECT count(*) FROM stock")).isEqualTo(9);
    session.get("COMMIT");
    assertThat(n(2)).isEqualTo(11);
    assertThat(session.number("SELECT count(*) FROM stock")).isEqualTo(10);
  }

  private void whatTheSessionHasChangedStays() throws Exception {
    session.get("UPDATE stock SET n = 7 WHERE id = 3");
    session.get("DELETE FROM stock WHERE id = 4");
    session.get("INSERT INTO stock VALUES (20, 7)");
    prod.get("UPDATE stock SET n = 3 WHERE id IN (3, 4)");
    prod.get("INSERT INTO stock VALUES (20, 3)");
    assertThat(session.get("SELECT n FROM stock WHERE id IN (3, 4, 20)")).containsExactly("7", "7");
    prod.get("DELETE FROM stock WHERE id IN (3, 20)");
    assertThat(session.get("SELECT n FROM stock WHERE id IN (3, 4, 20)")).containsExactly("7", "7");
  }

  /** The session's part of it is not there: no order is promised between prod and a session. */
  private void aTransactionOfProdIsSeenRowByRow() throws Exception {
    session.get("UPDATE stock SET n = 7 WHERE id = 5");
    prod.get("UPDATE stock SET n = 3 WHERE id IN (5, 6)");
    assertThat(session.get("SELECT n FROM stock WHERE id IN (5, 6) ORDER BY id"))
        .containsExactly("7", "3");
  }

  private long n(int id) throws Exception {
    return session.number("SELECT n FROM stock WHERE id = " + id);
  }
}
