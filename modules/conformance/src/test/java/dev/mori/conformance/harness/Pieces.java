package dev.mori.conformance.harness;

import dev.mori.conformance.grammar.Step;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import java.util.ArrayList;
import java.util.List;

/** A pipeline taken apart. */
final class Pieces {
  private Pieces() {}

  /** The step without each of its statements in turn; nothing when it has only one. */
  static List<Step> without(Step step) {
    if (!(step.exchange() instanceof Exchange.Extended extended)) {
      return List.of();
    }
    List<List<Op>> statements = new ArrayList<>();
    for (Op op : extended.ops()) {
      if (op instanceof Op.Parse || statements.isEmpty()) {
        statements.add(new ArrayList<>());
      }
      statements.get(statements.size() - 1).add(op);
    }
    if (statements.size() < 2) {
      return List.of();
    }
    List<Step> smaller = new ArrayList<>();
    for (int left = 0; left < statements.size(); left++) {
      List<Op> ops = new ArrayList<>();
      for (int i = 0; i < statements.size(); i++) {
        if (i != left) {
          ops.addAll(statements.get(i));
        }
      }
      smaller.add(
          new Step(
              step.connection(),
              new Exchange.Extended(ops),
              step.ordered(),
              step.loose(),
              step.label(),
              statements.size() - 1));
    }
    return smaller;
  }
}
