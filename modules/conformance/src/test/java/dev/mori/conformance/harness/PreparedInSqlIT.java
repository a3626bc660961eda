package dev.mori.conformance.harness;

import static dev.mori.conformance.harness.Twins.extended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import dev.mori.conformance.wire.Reply;
import dev.mori.conformance.wire.WireClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PREPARE, EXECUTE and DEALLOCATE in SQL answer as a private copy does. */
@Tag("oracle")
class PreparedInSqlIT {
  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins =
        Twins.start(
            "CREATE FUNCTION busiest() RETURNS bigint LANGUAGE sql STABLE"
                + " AS 'SELECT max(id) FROM orders WHERE note = ''busy'''");
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void readsAndWritesByName() throws Exception {
    twins.same(
        "PREPARE one (bigint) AS SELECT id, note, status, placed_at FROM orders WHERE id = $1",
        "EXECUTE one(5)",
        "PREPARE change AS UPDATE orders SET note = $2 WHERE id = $1 RETURNING id, note",
        "EXECUTE change(5, 'ring twice')",
        "EXECUTE one ('5')",
        "EXECUTE one(2 + 3)",
        "PREPARE add (text, order_status) AS INSERT INTO orders (customer_id, note, status)"
            + " VALUES (3, $1, $2) RETURNING note, status",
        "EXECUTE add('by name', 'paid')",
        "EXECUTE add(NULL, DEFAULT)",
        "PREPARE gone AS DELETE FROM orders WHERE id = ANY ($1) RETURNING id",
        "EXECUTE gone(ARRAY[6, 7]::bigint[])",
        "SELECT count(*), min(note) FROM orders WHERE id < 8",
        "PREPARE fixed AS VALUES (1, 'x')",
        "EXECUTE fixed",
        "EXECUTE fixed(1, 2)");
  }

  @Test
  void errorsAreTheServersOwn() throws Exception {
    twins.same(
        "EXECUTE nothing",
        "DEALLOCATE nothing",
        "PREPARE p (int) AS SELECT $1 + 1",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "EXECUTE p(1, 2)",
        "EXECUTE p('x')",
        "EXECUTE    p   (now())",
        "EXECUTE p((SELECT 1))",
        "EXECUTE p(1 / 0)",
        "SELECT 1; EXECUTE p(no_such(1)); SELECT 2",
        "PREPARE q AS SELECT * FROM no_such",
        "PREPARE q AS CREATE TABLE t (id int)",
        "PREPARE q AS SELECT $1",
        "EXECUTE q('text')",
        "PREPARE z (int) AS SELECT 1 / $1",
        "EXECUTE z(0)",
        "BEGIN",
        "EXECUTE z(0)",
        "EXECUTE p(1)",
        "ROLLBACK",
        "EXECUTE p(1)",
        "DEALLOCATE p",
        "EXECUTE p(1)",
        "DEALLOCATE PREPARE q",
        "PREPARE p AS SELECT 2",
        "DEALLOCATE ALL",
        "EXECUTE p");
  }

  @Test
  void argumentsAreComputedInTheStatementsTransaction() throws Exception {
    twins.same(
        "PREPARE t (timestamptz) AS SELECT $1 = now() AS same",
        "EXECUTE t(now())",
        "UPDATE orders SET note = 'busy' WHERE id IN (3, 4)",
        "PREPARE one (bigint) AS SELECT id, note FROM orders WHERE id = $1",
        "EXECUTE one(busiest())",
        "SET datestyle = 'SQL, DMY'",
        "PREPARE d (date, float8, interval) AS SELECT $1, $2, $3, extract(month FROM $1)",
        "SET extra_float_digits = -3",
        "EXECUTE d('03/04/2025', 0.1::float8 + 0.2, '1 year 3 days')",
        "EXECUTE d('03/04/2025'::date + 1, 1e100, NULL)",
        "BEGIN; EXECUTE one(busiest()); ROLLBACK",
        "PREPARE s AS SELECT 1; EXECUTE s; DEALLOCATE s; EXECUTE s");
  }

  @Test
  void statementsOfTheProtocolAndOfSqlAreTheSame() throws Exception {
    twins.same(
        List.of(
            new Exchange.Extended(
                List.of(
                    new Op.Parse("both", "SELECT id, note FROM orders WHERE id = $1", List.of()))),
            new Exchange.Simple("EXECUTE both(5)"),
            extended("EXECUTE both(6)", false),
            extended("EXECUTE both(6)", true),
            new Exchange.Simple(
                "PREPARE mine (bigint) AS SELECT total, meta FROM orders WHERE id = $1"),
            extended("EXECUTE mine(5)", false),
            extended("EXECUTE mine(5)", true),
            new Exchange.Extended(
                List.of(new Op.Parse("mine", "SELECT 1", List.of()), new Op.Execute("", 0))),
            new Exchange.Extended(List.of(new Op.Close('S', "mine"))),
            new Exchange.Simple("EXECUTE mine(5)"),
            extended("PREPARE more AS UPDATE orders SET note = 'n' WHERE id = $1", false),
            extended("EXECUTE more(5)", false),
            extended("DEALLOCATE both", false),
            new Exchange.Simple("EXECUTE both(5)"),
            extended("DEALLOCATE ALL", false),
            new Exchange.Simple("EXECUTE more(5)")));
  }

  @Test
  void aPreparedStatementOutlivesARollbackAndADiscardThatFails() throws Exception {
    twins.same(
        "BEGIN",
        "PREPARE p AS SELECT count(*) FROM orders",
        "ROLLBACK",
        "EXECUTE p",
        "BEGIN",
        "DISCARD ALL",
        "ROLLBACK",
        "EXECUTE p",
        "DISCARD ALL",
        "EXECUTE p");
  }

  @Test
  void aNumberOfAnObjectIsTheShadows() throws Exception {
    twins.same(
        "PREPARE r (regclass, regtype, regclass[]) AS SELECT $1, $2, $3, id FROM orders WHERE id = 5",
        "EXECUTE r('orders', 'order_status', '{orders,customers}')",
        "UPDATE orders SET note = 'x' WHERE id = 5",
        "EXECUTE r('customers', 'int', NULL)",
        "PREPARE w (regclass) AS UPDATE orders SET note = 'y' WHERE $1::text = 'orders' AND id = 6",
        "EXECUTE w('orders')",
        "EXECUTE w('customers')",
        "SELECT note FROM orders WHERE id = 6");
  }

  @Test
  void namesOfMorisOwnAreRefused() throws Exception {
    try (WireClient client = twins.connect(Map.of())) {
      Reply reply =
          client.run(
              new Exchange.Extended(
                  List.of(
                      new Op.Parse("mori_9", "SELECT 1", List.of()),
                      new Op.Parse("", "EXECUTE mori_9", List.of()))));
      assertThat(Objects.requireNonNull(reply.firstError()).code()).isEqualTo("0A000");
    }
    assertThat(twins.answers("PREPARE mori_1 AS SELECT 1", "EXECUTE mori_1"))
        .filteredOn(line -> line.contains("0A000"))
        .hasSize(2);
  }
}
