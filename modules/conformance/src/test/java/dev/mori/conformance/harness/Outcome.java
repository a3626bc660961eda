package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Reply;
import java.util.List;
import java.util.Set;

/** How one step went. */
sealed interface Outcome {
  /** Both said the same; this is what. */
  record Equal(Reply reply) implements Outcome {}

  /** Mori refused; the copy did not get it. */
  record Refused(String reason) implements Outcome {}

  /** They differ: a broken promise. */
  record Mismatch(String what, List<String> mori, List<String> copy) implements Outcome {
    /** The lines that only one side has; where there are none, those in other places. */
    String show() {
      StringBuilder text = new StringBuilder(what).append('\n');
      boolean sameLines = Set.copyOf(mori).equals(Set.copyOf(copy));
      show(text, "  mori: ", mori, sameLines ? List.of() : copy);
      show(text, "  copy: ", copy, sameLines ? List.of() : mori);
      return text.toString();
    }

    private static void show(
        StringBuilder text, String begin, List<String> lines, List<String> others) {
      Set<String> known = Set.copyOf(others);
      lines.stream()
          .filter(line -> !known.contains(line))
          .limit(12)
          .forEach(line -> text.append(begin).append(cut(line)).append('\n'));
    }

    private static String cut(String line) {
      return line.length() > 600 ? line.substring(0, 600) + "..." : line;
    }
  }
}
