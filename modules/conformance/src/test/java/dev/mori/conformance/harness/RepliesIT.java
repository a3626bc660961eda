package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import java.util.ArrayList;
import java.util.List;
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

  /** The server reads all of a string first; an open transaction fails by what it cannot read. */
  @Test
  void nothingOfAStringRunsWhenOneOfItsStatementsCannotBeRead() throws Exception {
    twins.same(
        "UPDATE customers SET name = 'x' WHERE id = 5; SELECT * FROM customers WHERE; SELECT 1",
        "SELECT name FROM customers WHERE id = 5",
        "BEGIN; SELEC 1",
        "BEGIN",
        "UPDATE customers SET name = 'y' WHERE id = 5; SELECT 1; SELECT name FROM customers WHERE id = 5",
        "SAVEPOINT s",
        "DELETE FROM reviews; DELETE FROM customers WHERE FROM",
        "SELECT 1; SELECT 2",
        "SELECT 1; SELEC 2",
        "ROLLBACK TO s; SELECT name FROM customers WHERE id = 5",
        "COMMIT; SELECT name FROM customers WHERE id = 5; SELECT 1/0; SELECT 3",
        "BEGIN READ ONLY",
        "SELECT 1; SELECT 2",
        "COMMIT");
  }

  @Test
  void aPortalThatHasEndedTellsAgainWhatItDid() throws Exception {
    List<Exchange> exchanges = new ArrayList<>();
    for (String text :
        List.of(
            "SELECT id FROM customers WHERE id < 4 ORDER BY id",
            "UPDATE customers SET name = 'x' WHERE id IN (5, 6) RETURNING id",
            "INSERT INTO tags (label) VALUES ('a'), ('b') RETURNING label",
            "SHOW search_path",
            "DELETE FROM reviews WHERE id = 1",
            "COPY (SELECT 1) TO STDOUT")) {
      exchanges.add(
          new Exchange.Extended(
              List.of(
                  new Op.Parse("", text, List.of()),
                  new Op.Bind("p", "", List.of(), false),
                  new Op.Execute("p", 1),
                  new Op.Execute("p", 0),
                  new Op.Execute("p", 0),
                  new Op.Execute("p", 2))));
    }
    twins.same(exchanges);
  }

  @Test
  void binaryCursorsGiveTheirRowsInBinary() throws Exception {
    twins.same(
        "BEGIN",
        "DECLARE c BINARY CURSOR FOR SELECT id, name FROM customers WHERE id < 9 ORDER BY id",
        "FETCH 2 IN c",
        "MOVE c; FETCH c; FETCH 0 FROM c",
        "FETCH BACKWARD 2 FROM nothing",
        "ROLLBACK");
  }
}
