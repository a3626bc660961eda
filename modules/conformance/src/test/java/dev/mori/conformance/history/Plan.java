package dev.mori.conformance.history;

import dev.mori.conformance.grammar.Dice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One transaction before it is run.
 *
 * @param steps its statements
 * @param end what it ends with
 */
record Plan(List<Step> steps, End end) {
  /** Keys that the transactions of one moment share: few, so that they meet. */
  private static final int WINDOW = 5;

  /** Transactions of one client before the window moves on to keys that nobody has touched. */
  private static final int PACE = 4;

  /** What ends a transaction. */
  enum End {
    COMMIT,
    ROLLBACK,
    /** Its only statement is sent without BEGIN. */
    ITSELF
  }

  /** One statement, or a few that belong together. */
  sealed interface Step {
    /** A read of some keys by one statement. */
    record Look(List<Key> keys, Form form) implements Step {}

    /** A write of keys of one table by one statement. */
    record Change(List<Key> keys) implements Step {}

    /** A write that the transaction takes back at once. */
    record Retracted(Change change) implements Step {}
  }

  /** How a read names its keys. */
  enum Form {
    KEYS,
    RANGE,
    AGGREGATE
  }

  /** The number-th transaction of a client. */
  static Plan of(Dice dice, int number) {
    int first = 1 + number / PACE * 2;
    if (dice.chance(15)) {
      return new Plan(
          List.of(dice.chance(50) ? look(dice, first) : change(dice, first)), End.ITSELF);
    }
    List<Step> steps = new ArrayList<>();
    int count = dice.between(2, 5);
    for (int i = 0; i < count; i++) {
      steps.add(dice.chance(50) ? look(dice, first) : change(dice, first));
    }
    return new Plan(inOrder(dice, steps), dice.chance(6) ? End.ROLLBACK : End.COMMIT);
  }

  /** Writes go by the order of their keys, so that clients wait for each other in one direction. */
  private static List<Step> inOrder(Dice dice, List<Step> steps) {
    List<Step.Change> changes =
        new ArrayList<>(
            steps.stream()
                .filter(Step.Change.class::isInstance)
                .map(Step.Change.class::cast)
                .toList());
    changes.sort(
        Comparator.comparing((Step.Change c) -> c.keys().getFirst().table())
            .thenComparingInt(c -> c.keys().getFirst().id()));
    List<Step> all = new ArrayList<>();
    int next = 0;
    for (Step step : steps) {
      if (step instanceof Step.Change) {
        Step.Change change = changes.get(next++);
        all.add(dice.chance(5) ? new Step.Retracted(change) : change);
      } else {
        all.add(step);
      }
    }
    return all;
  }

  private static Step.Look look(Dice dice, int first) {
    Form form = dice.pick(List.of(Form.values()));
    if (form == Form.KEYS) {
      List<Key> keys =
          IntStream.range(0, dice.between(1, 3))
              .mapToObj(i -> key(dice, first))
              .distinct()
              .toList();
      return new Step.Look(keys, form);
    }
    int begin = first + dice.below(WINDOW - 2);
    List<String> tables = dice.some(Tables.NAMES, dice.between(1, 2));
    return new Step.Look(
        tables.stream()
            .flatMap(t -> IntStream.range(begin, begin + 3).mapToObj(id -> new Key(t, id)))
            .toList(),
        form);
  }

  private static Step.Change change(Dice dice, int first) {
    Key key = key(dice, first);
    Key next = new Key(key.table(), key.id() + 1);
    boolean two = dice.chance(15) && Tables.onProd(key) && Tables.onProd(next);
    return new Step.Change(two ? List.of(key, next) : List.of(key));
  }

  private static Key key(Dice dice, int first) {
    return new Key(dice.pick(Tables.NAMES), first + dice.below(WINDOW));
  }
}
