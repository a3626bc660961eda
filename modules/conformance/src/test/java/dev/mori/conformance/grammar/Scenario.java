package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes of the schema and what is done under them, one statement after the other on one
 * connection; in some cases a transaction, which most often is rolled back.
 */
final class Scenario {
  private final Sql sql;
  private final Dice dice;
  private final List<Draft> drafts = new ArrayList<>();
  private final boolean inside;

  /** A beginning; in that many of a hundred cases with BEGIN. */
  Scenario(Sql sql, int transactions) {
    this.sql = sql;
    this.dice = sql.dice();
    this.inside = dice.chance(transactions);
    if (inside) {
      drafts.add(Draft.plain("BEGIN"));
    }
  }

  Dice dice() {
    return dice;
  }

  /** A change of the schema. */
  Scenario change(String text) {
    drafts.add(Draft.alone(text));
    return this;
  }

  /** One of these changes. */
  Scenario oneOf(String... texts) {
    return change(dice.pick(texts));
  }

  /** A savepoint around what has come last, rolled back to. */
  Scenario undoneNowAndThen() {
    if (inside && dice.chance(20)) {
      drafts.add(drafts.size() - 1, Draft.plain("SAVEPOINT undo"));
      drafts.add(Draft.plain("ROLLBACK TO undo"));
    }
    return this;
  }

  /** A read whose rows come in any order. */
  Scenario look(String text) {
    drafts.add(Draft.plain(text));
    return this;
  }

  Scenario then(Draft draft) {
    drafts.add(draft);
    return this;
  }

  /** Some reads and writes of the table. */
  Scenario probe(Probes probes, Table table, int most) {
    for (int i = dice.between(1, most); i > 0; i--) {
      drafts.add(probes.any(sql.literal(), table));
    }
    return this;
  }

  /** Ends the transaction, or undoes the change where there is none; now and then neither. */
  Draft end(String undo) {
    if (inside) {
      drafts.add(Draft.plain(dice.pick("ROLLBACK", "ROLLBACK", "ROLLBACK", "COMMIT")));
    }
    if (!undo.isEmpty() && dice.chance(80)) {
      drafts.add(Draft.alone(undo));
    }
    return Draft.sequence(drafts);
  }
}
