package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Reply;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a run has seen so far. */
final class Report {
  private static final Pattern NAMES = Pattern.compile("\"[^\"]*\"|'[^']*'|\\b\\d+\\b");

  private final TreeMap<String, Integer> refusals = new TreeMap<>();
  private final TreeMap<String, Integer> productions = new TreeMap<>();
  private final TreeMap<String, Integer> outcomes = new TreeMap<>();
  private int pairs;
  private int refused;
  private int mismatches;
  private int ties;
  private int kills;

  void step(String label, int statements, boolean refusedByMori) {
    pairs += statements;
    productions.merge(label.substring(0, (label + "/").indexOf('/')), statements, Integer::sum);
    if (refusedByMori) {
      refused++;
    }
  }

  /** Counts errors by SQLSTATE and results by whether they touched or returned any row. */
  void equal(Reply reply) {
    for (Reply.Part part : reply.parts()) {
      switch (part) {
        case Reply.Failed failed -> outcomes.merge(failed.code(), 1, Integer::sum);
        case Reply.Done done -> {
          String word = done.tag().split(" ", 2)[0];
          boolean counted = Character.isDigit(done.tag().charAt(done.tag().length() - 1));
          String kind = !counted ? "other" : done.tag().endsWith(" 0") ? word + " none" : word;
          outcomes.merge(kind, 1, Integer::sum);
        }
        default -> {}
      }
    }
  }

  void refusal(String reason) {
    refusals.merge(NAMES.matcher(reason).replaceAll("_"), 1, Integer::sum);
  }

  void mismatch() {
    mismatches++;
  }

  /** Another one of several violated constraints was named. */
  void tie() {
    ties++;
  }

  void kill() {
    kills++;
  }

  int pairs() {
    return pairs;
  }

  int mismatches() {
    return mismatches;
  }

  int refused() {
    return refused;
  }

  Map<String, Integer> refusals() {
    return refusals;
  }

  /** Several lines; the last one is made for programs. */
  String show() {
    StringBuilder text = new StringBuilder();
    text.append("statements by production: ").append(productions).append('\n');
    text.append("outcomes that were equal: ").append(outcomes).append('\n');
    if (kills > 0) {
      text.append("kill -9 of the node: ").append(kills).append('\n');
    }
    if (ties > 0) {
      text.append("named another one of several violated constraints: ").append(ties).append('\n');
    }
    refusals.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(
            e ->
                text.append("refused ")
                    .append(e.getValue())
                    .append(" x ")
                    .append(e.getKey())
                    .append('\n'));
    text.append("pairs=" + pairs + " mismatches=" + mismatches + " refusals=" + refused);
    return text.toString();
  }
}
