package dev.mori.conformance.harness;

import java.util.List;

/** Damages of a copy that a statement or two bring to light. */
final class Flaws {
  /** Deleting a customer leaves the sessions. */
  static final List<String> NO_CASCADE =
      List.of("ALTER TABLE sessions DROP CONSTRAINT sessions_customer_fk");

  /** One row of one table differs. */
  static final List<String> WRONG_ROW = List.of("UPDATE tags SET label = 'wrong' WHERE id = 7");

  private Flaws() {}
}
