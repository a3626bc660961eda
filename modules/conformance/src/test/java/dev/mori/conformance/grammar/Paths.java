package dev.mori.conformance.grammar;

import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import dev.mori.conformance.wire.Param;
import java.util.ArrayList;
import java.util.List;

/** Puts drafts on the paths of the protocol. */
final class Paths {
  /** How statements travel. */
  enum Path {
    SIMPLE,
    TEXT,
    BINARY,
    PIPELINE,
    /** A portal fetched in pieces. */
    PORTAL,
    /** A named statement, executed twice. */
    NAMED;

    Style style() {
      return switch (this) {
        case SIMPLE -> Style.LITERAL;
        case TEXT, PIPELINE, PORTAL -> Style.BOUND_TEXT;
        case BINARY, NAMED -> Style.BOUND_BINARY;
      };
    }
  }

  private int names;

  Path choose(Dice dice) {
    int percent = dice.below(100);
    if (percent < 32) {
      return Path.SIMPLE;
    }
    if (percent < 57) {
      return Path.TEXT;
    }
    if (percent < 77) {
      return Path.BINARY;
    }
    if (percent < 87) {
      return Path.PIPELINE;
    }
    return percent < 94 ? Path.PORTAL : Path.NAMED;
  }

  /** A way for one statement with parameters. */
  Path single(Dice dice) {
    return dice.chance(60) ? Path.TEXT : Path.BINARY;
  }

  /** Transaction control: simple or extended. */
  Step control(Dice dice, int connection, String sql) {
    if (dice.chance(60)) {
      return new Step(connection, new Exchange.Simple(sql), true, false, "control", 1);
    }
    List<Op> ops =
        List.of(
            new Op.Parse("", sql, List.of()),
            new Op.Bind("", "", List.of(), false),
            new Op.Describe('P', ""),
            new Op.Execute("", 0));
    return new Step(connection, new Exchange.Extended(ops), true, false, "control", 1);
  }

  Step step(Dice dice, int connection, Path path, List<Draft> drafts, String label) {
    Draft first = drafts.get(0);
    Exchange exchange =
        switch (path) {
          case SIMPLE -> new Exchange.Simple(first.sql());
          case TEXT -> new Exchange.Extended(ops(dice, first, "", dice.chance(15)));
          case BINARY -> new Exchange.Extended(ops(dice, first, "", true));
          case PIPELINE -> {
            List<Op> ops = new ArrayList<>();
            drafts.forEach(draft -> ops.addAll(ops(dice, draft, "", dice.chance(30))));
            yield new Exchange.Extended(ops);
          }
          case PORTAL -> portal(dice, first);
          case NAMED -> named(dice, first);
        };
    boolean ordered = drafts.stream().allMatch(Draft::ordered);
    boolean loose = drafts.stream().anyMatch(Draft::loose);
    String name = label + "/" + path;
    return new Step(connection, exchange, ordered, loose, name, drafts.size());
  }

  private static List<Op> ops(Dice dice, Draft draft, String statement, boolean binary) {
    List<Op> ops = new ArrayList<>();
    List<Integer> types = draft.params().stream().map(Param::typeOid).toList();
    ops.add(new Op.Parse(statement, draft.sql(), types));
    if (dice.chance(40)) {
      ops.add(new Op.Describe('S', statement));
    }
    ops.add(new Op.Bind("", statement, draft.params(), binary));
    ops.add(new Op.Describe('P', ""));
    ops.add(new Op.Execute("", 0));
    return ops;
  }

  private static Exchange portal(Dice dice, Draft draft) {
    if (!draft.ordered()) {
      return new Exchange.Extended(ops(dice, draft, "", false));
    }
    List<Op> ops = new ArrayList<>();
    ops.add(new Op.Parse("", draft.sql(), draft.params().stream().map(Param::typeOid).toList()));
    ops.add(new Op.Bind("p1", "", draft.params(), dice.chance(50)));
    ops.add(new Op.Describe('P', "p1"));
    for (int i = dice.between(1, 3); i > 0; i--) {
      ops.add(new Op.Execute("p1", dice.between(1, 4)));
    }
    if (dice.chance(50)) {
      ops.add(new Op.Flush());
    }
    ops.add(dice.chance(60) ? new Op.Execute("p1", 0) : new Op.Close('P', "p1"));
    return new Exchange.Extended(ops);
  }

  private Exchange named(Dice dice, Draft draft) {
    String name = "n" + ++names;
    List<Op> ops = new ArrayList<>(ops(dice, draft, name, dice.chance(60)));
    if (dice.chance(50)) {
      ops.add(new Op.Bind("", name, draft.params(), dice.chance(50)));
      ops.add(new Op.Describe('P', ""));
      ops.add(new Op.Execute("", 0));
    }
    ops.add(new Op.Close('S', name));
    return new Exchange.Extended(ops);
  }
}
