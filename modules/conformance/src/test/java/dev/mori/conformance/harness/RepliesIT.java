package dev.mori.conformance.harness;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Replies in the order, and with the words, of a private copy, also when something goes wrong. */
@Tag("oracle")
class RepliesIT {
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
  void columnsAreAnnouncedBeforeAnErrorOfTheRunningQuery() throws Exception {
    twins.same(
        "SELECT (SELECT id FROM customers)",
        "UPDATE customers SET name = 'x' WHERE id = 5",
        "SELECT (SELECT id FROM customers)",
        "SELECT id / (id - 5) FROM customers WHERE id IN (4, 5) ORDER BY id",
        "SELECT no_such FROM customers");
  }

  @Test
  void discardChangesWhatNamesMean() throws Exception {
    twins.same(
        "UPDATE orders SET note = 'x' WHERE id = 5",
        "CREATE TEMP TABLE orders (id int)",
        "SELECT count(*) FROM orders",
        "DISCARD TEMP",
        "SELECT count(*) FROM orders",
        "CREATE TEMP TABLE orders (id int)",
        "SELECT count(*) FROM orders",
        "DISCARD ALL",
        "SELECT count(*) FROM orders");
  }
}
