package dev.mori.conformance.harness;

import dev.mori.conformance.wire.Reply;
import java.util.List;

/** How one step went. */
sealed interface Outcome {
  /** Both said the same; this is what. */
  record Equal(Reply reply) implements Outcome {}

  /** Mori refused; the copy did not get it. */
  record Refused(String reason) implements Outcome {}

  /** They differ: a broken promise. */
  record Mismatch(String what, List<String> mori, List<String> copy) implements Outcome {
    /** The lines that only one side has, few of them. */
    String show() {
      StringBuilder text = new StringBuilder(what).append('\n');
      int shown = 0;
      int common = 0;
      while (common < Math.min(mori.size(), copy.size())
          && mori.get(common).equals(copy.get(common))) {
        common++;
      }
      for (int i = common; i < mori.size() && shown < 12; i++) {
        if (!copy.contains(mori.get(i)) || mori.size() == copy.size()) {
          text.append("  mori: ").append(cut(mori.get(i))).append('\n');
          shown++;
        }
      }
      shown = 0;
      for (int i = common; i < copy.size() && shown < 12; i++) {
        if (!mori.contains(copy.get(i)) || mori.size() == copy.size()) {
          text.append("  copy: ").append(cut(copy.get(i))).append('\n');
          shown++;
        }
      }
      return text.toString();
    }

    private static String cut(String line) {
      return line.length() > 600 ? line.substring(0, 600) + "..." : line;
    }
  }
}
