package dev.mori.conformance.harness;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * ALTER TABLE makes the server check foreign keys again: the rows at their other ends are there.
 */
class KeysCheckedAgainIT {
  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins =
        Twins.start(
            "ALTER TABLE visits ADD CONSTRAINT visits_customer_fk FOREIGN KEY (customer_id)"
                + " REFERENCES customers (id) NOT VALID",
            "CREATE TABLE days (customer_id bigint REFERENCES customers (id), day date)"
                + " PARTITION BY RANGE (day)",
            "CREATE TABLE january (customer_id bigint, day date)",
            "INSERT INTO january SELECT id, '2025-01-03' FROM customers",
            "GRANT SELECT ON days, january TO app");
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void columnThatRefers() throws Exception {
    twins.same(
        "ALTER TABLE order_items ALTER COLUMN sku SET DATA TYPE varchar(255)",
        "SELECT count(*), min(sku) FROM order_items",
        "ALTER TABLE order_items ALTER COLUMN sku TYPE text USING lower(sku)");
  }

  @Test
  void columnThatIsReferredTo() throws Exception {
    twins.same(
        "ALTER TABLE tags ALTER COLUMN id TYPE bigint",
        "SELECT sum(id) FROM tags",
        "ALTER TABLE tags ALTER COLUMN id TYPE integer USING CASE id WHEN 4 THEN 400 ELSE id END");
  }

  @Test
  void columnOfTableThatIsHereAlready() throws Exception {
    twins.same(
        "UPDATE order_items SET gift = true",
        "ALTER TABLE order_items ALTER COLUMN sku TYPE varchar(255)",
        "CREATE TABLE mine (order_id bigint REFERENCES orders (id))",
        "INSERT INTO mine VALUES (5), (6)",
        "ALTER TABLE mine ALTER COLUMN order_id TYPE integer",
        "SELECT * FROM mine ORDER BY 1");
  }

  @Test
  void newColumnOfTableThatIsHereAlready() throws Exception {
    twins.same(
        "UPDATE reviews SET stars = 3",
        "ALTER TABLE reviews ADD COLUMN tag int DEFAULT 5 REFERENCES tags (id)");
  }

  @Test
  void constraintThatIsValidated() throws Exception {
    twins.same("ALTER TABLE visits VALIDATE CONSTRAINT visits_customer_fk");
  }

  @Test
  void partitionThatIsAttached() throws Exception {
    twins.same(
        "ALTER TABLE days ATTACH PARTITION january FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')",
        "SELECT count(*) FROM days");
  }
}
