package dev.mori.conformance.harness;

import dev.mori.conformance.grammar.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delta debugging over the steps since the last reset: removes ever smaller pieces as long as the
 * rest still ends in a mismatch. Each try is a fresh duel; effort is bounded in tries and time.
 */
final class Shrinker {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Arena arena;
  private final int maxTries;
  private final long deadline;
  private int tries;
  private String wanted = "";

  Shrinker(Arena arena, int maxTries, Duration limit) {
    this.arena = arena;
    this.maxTries = maxTries;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /**
   * The smallest script found.
   *
   * @param script all steps; the last one showed the mismatch
   * @param original that mismatch; only one of its kind counts as seen again
   * @param atTheEnd the mismatch was in the contents after the last step
   */
  Result shrink(List<Step> script, Outcome.Mismatch original, boolean atTheEnd) throws IOException {
    wanted = kind(original);
    Outcome.Mismatch seen = replay(script, atTheEnd);
    if (seen == null) {
      return new Result(script, null, tries);
    }
    List<Step> best = script;
    int piece = Math.max(1, best.size() / 2);
    while (tries < maxTries && System.nanoTime() < deadline) {
      boolean smaller = false;
      int keep = atTheEnd ? 0 : 1;
      for (int from = 0; from < best.size() - keep && more(); ) {
        int to = Math.min(from + piece, best.size() - keep);
        List<Step> candidate = new ArrayList<>(best.subList(0, from));
        candidate.addAll(best.subList(to, best.size()));
        Outcome.Mismatch still = replay(candidate, atTheEnd);
        if (still != null) {
          best = candidate;
          seen = still;
          smaller = true;
        } else {
          from = to;
        }
      }
      if (piece == 1 && !smaller) {
        break;
      }
      piece = Math.max(1, piece / 2);
    }
    return pipelines(best, seen, atTheEnd);
  }

  /** Takes single statements out of what is left of pipelines. */
  private Result pipelines(List<Step> script, Outcome.Mismatch first, boolean atTheEnd)
      throws IOException {
    List<Step> best = script;
    Outcome.Mismatch seen = first;
    for (int i = 0; i < best.size() && more(); i++) {
      for (Step smaller : Pieces.without(best.get(i))) {
        List<Step> candidate = new ArrayList<>(best);
        candidate.set(i, smaller);
        Outcome.Mismatch still = more() ? replay(candidate, atTheEnd) : null;
        if (still != null) {
          best = candidate;
          seen = still;
          i--;
          break;
        }
      }
    }
    return new Result(best, seen, tries);
  }

  private boolean more() {
    return tries < maxTries && System.nanoTime() < deadline;
  }

  private static String kind(Outcome.Mismatch mismatch) {
    return mismatch.what().split(":", 2)[0];
  }

  /** The mismatch a script ends in; null when it does not. */
  private Outcome.@Nullable Mismatch replay(List<Step> script, boolean atTheEnd)
      throws IOException {
    tries++;
    try (Duel duel = arena.fresh(PATIENCE)) {
      for (int i = 0; i < script.size(); i++) {
        Outcome outcome = duel.play(script.get(i));
        boolean last = i == script.size() - 1;
        if (outcome instanceof Outcome.Mismatch mismatch) {
          return last && !atTheEnd && kind(mismatch).equals(wanted) ? mismatch : null;
        }
      }
      if (atTheEnd) {
        duel.settle();
        return Contents.compare(duel) instanceof Outcome.Mismatch mismatch ? mismatch : null;
      }
      return null;
    } catch (IOException e) {
      // A script with holes may wait for a lock for ever: then it shows nothing.
      return null;
    }
  }

  /**
   * What came out.
   *
   * @param script the smallest script that still shows it
   * @param mismatch what it shows; null when even the whole script did not show it again
   * @param tries how many duels it took
   */
  record Result(List<Step> script, Outcome.@Nullable Mismatch mismatch, int tries) {}
}
