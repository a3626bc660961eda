package dev.mori.node.session;

import dev.mori.node.prod.Binding;
import dev.mori.overlay.statement.ParseOutcome;

/**
 * One statement about to run.
 *
 * @param parsed its text and what it says
 * @param binding its parameters, type oids as the shadow knows them
 * @param prepared how the shadow knows the statement
 */
record Bound(ParseOutcome.Parsed parsed, Binding binding, Preparation prepared) {

  String text() {
    return parsed.text();
  }

  /** The same execution of another text, which the shadow has not seen. */
  Bound withText(String text) {
    return new Bound(
        new ParseOutcome.Parsed(text, parsed.statement(), parsed.names()),
        binding,
        new Preparation.None());
  }

  /** The same execution; what runs is another text that means the same. */
  Bound runAs(String text) {
    return new Bound(
        new ParseOutcome.Parsed(text, parsed.statement(), parsed.names()),
        binding,
        simple() ? prepared : new Preparation.Told());
  }

  /** Whether rows are to be announced by a RowDescription: in the simple protocol. */
  boolean simple() {
    return prepared instanceof Preparation.None;
  }

  /** How the shadow knows a statement. */
  sealed interface Preparation {
    /** Not at all: it came by the simple protocol. */
    record None() implements Preparation {}

    /** Under a name of ours, with its description. */
    record Named(Prepared statement) implements Preparation {}

    /** Not at all; the client has been told what the rows look like all the same. */
    record Told() implements Preparation {}
  }
}
