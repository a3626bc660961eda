package dev.mori.conformance.harness;

import dev.mori.conformance.grammar.Step;
import dev.mori.conformance.wire.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a wrong error from one of several right ones. A statement on several rows that violates
 * several constraints fails on the first it meets, and which that is depends on where rows lie in
 * the heap; a copy answers otherwise after a CLUSTER, too. It is a tie when a copy without the
 * constraints that it named one after the other says what mori said.
 */
final class Ties {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A constraint in the error of a reply, by {@link Canonical}. */
  private static final Pattern VIOLATION =
      Pattern.compile("error .*\\bC=(23\\d{3})\\b.* s=(\\S+) t=(\\S+)(?: c=\\S+)? n=(\\S+)");

  private final Arena arena;

  Ties(Arena arena) {
    this.arena = arena;
  }

  private record Violation(String code, String table, String name) {}

  /** Whether mori's error is as right as the copy's; the script ends in the step that shows it. */
  boolean among(List<Step> script, Outcome.Mismatch seen) throws IOException {
    Step last = script.getLast();
    Optional<Violation> ours = violation(seen.mori());
    Optional<Violation> theirs = violation(seen.copy());
    if (!last.loose() || ours.isEmpty() || theirs.isEmpty() || ours.equals(theirs)) {
      return false;
    }
    Set<Violation> dropped = new LinkedHashSet<>();
    while (theirs.isPresent() && dropped.add(theirs.get())) {
      Outcome outcome = without(dropped, script);
      if (!(outcome instanceof Outcome.Mismatch still)) {
        return outcome instanceof Outcome.Equal;
      }
      theirs = violation(still.copy());
    }
    return false;
  }

  /** How the last step goes when the copy lacks these constraints. */
  private Outcome without(Set<Violation> dropped, List<Step> script) throws IOException {
    Step last = script.getLast();
    try (Duel duel = arena.fresh(PATIENCE)) {
      for (Step step : script.subList(0, script.size() - 1)) {
        duel.play(step);
      }
      for (Violation each : dropped) {
        duel.copy()
            .run(
                last.connection(),
                new Exchange.Simple(
                    "ALTER TABLE " + each.table() + " DROP CONSTRAINT " + each.name()));
      }
      return duel.play(last);
    }
  }

  private static Optional<Violation> violation(List<String> lines) {
    for (String line : lines) {
      Matcher matcher = VIOLATION.matcher(line);
      if (matcher.find()) {
        return Optional.of(
            new Violation(
                matcher.group(1),
                quoted(matcher.group(2)) + "." + quoted(matcher.group(3)),
                quoted(matcher.group(4))));
      }
    }
    return Optional.empty();
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
