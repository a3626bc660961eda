package dev.mori.conformance.grammar;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where values of a column come from; text format, null for SQL NULL. */
interface Pool {
  @Nullable String draw(Dice dice);

  /** Integers from 1 to count: mostly among the first forty, so that statements meet. */
  static Pool ids(int count) {
    return dice -> {
      int percent = dice.below(100);
      if (percent < 75) {
        return Integer.toString(dice.between(1, Math.min(40, count)));
      }
      return Integer.toString(percent < 96 ? dice.between(1, count) : count + dice.between(1, 99));
    };
  }

  /** A value of a function of such an integer. */
  static Pool of(Pool ids, java.util.function.IntFunction<String> value) {
    return dice -> {
      String id = ids.draw(dice);
      return id == null ? null : value.apply(Integer.parseInt(id));
    };
  }

  /** One of these. */
  static Pool among(String... choices) {
    return dice -> dice.pick(choices);
  }

  /** The same, and NULL in that many of a hundred cases. */
  default Pool orNull(int percent) {
    return dice -> dice.chance(percent) ? null : draw(dice);
  }

  /** Mostly from this one, in that many of a hundred cases from the other. */
  default Pool or(int percent, Pool other) {
    return dice -> dice.chance(percent) ? other.draw(dice) : draw(dice);
  }

  /** Decimal numbers with two places. */
  static Pool money(int low, int high) {
    return dice -> {
      int cents = dice.between(low * 100, high * 100);
      String digits = String.format(java.util.Locale.ROOT, "%03d", Math.abs(cents));
      int point = digits.length() - 2;
      return (cents < 0 ? "-" : "") + digits.substring(0, point) + "." + digits.substring(point);
    };
  }

  /** Whole numbers. */
  static Pool numbers(int low, int high) {
    return dice -> Integer.toString(dice.between(low, high));
  }

  /** Days around the demo's rows. */
  static Pool days() {
    return dice ->
        String.format(
            java.util.Locale.ROOT,
            "%d-%02d-%02d",
            dice.between(2023, 2025),
            dice.between(1, 12),
            dice.between(1, 28));
  }

  /** Points in time, some with microseconds. */
  static Pool moments(String zone) {
    return dice ->
        days().draw(dice)
            + String.format(
                java.util.Locale.ROOT,
                " %02d:%02d:%02d",
                dice.below(24),
                dice.below(60),
                dice.below(60))
            + (dice.chance(30) ? ".000" + dice.between(1, 9) : "")
            + zone;
  }

  /** JSON documents. */
  static Pool documents() {
    return dice ->
        dice.pick(
            List.of(
                "{}",
                "null",
                "[]",
                "{\"lang\": \"de\"}",
                "{\"lang\": \"en\", \"size\": 3, \"list\": [1, null, \"x\"]}",
                "{\"color\": \"red\", \"n\": " + dice.below(10) + "}",
                "{\"color\": \"blue\", \"deep\": {\"x\": [1, 2]}, \"q\": \"it's \\\"$1\\\"\"}",
                "[1, \"two\", null]",
                "\"text\"",
                "1.50"));
  }

  /** Texts that break careless quoting. */
  static Pool words() {
    return Pool.among(
        "plain",
        "",
        "it's",
        "$1 and $2",
        "back\\slash",
        "Ünï",
        "李",
        "a\"b",
        "100%",
        "_x",
        " pad ",
        "NULL",
        "two\nlines",
        "/* no */",
        "-- no",
        "'; drop",
        "😀",
        "{}",
        "(1,2)");
  }
}
