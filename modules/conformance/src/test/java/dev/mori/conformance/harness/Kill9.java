package dev.mori.conformance.harness;

import dev.mori.conformance.grammar.Dice;
import dev.mori.conformance.grammar.Step;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Kills the node while it works on a step, starts it again and finds out what became of the step:
 * acknowledged means there; not acknowledged means wholly there or wholly not. All connections and
 * open transactions are lost on both sides. Sequences may skip over a crash, so they are set to the
 * same value afterwards.
 */
final class Kill9 {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Arena arena;
  private final Dice dice;
  private @Nullable Duel after;

  Kill9(Arena arena, Dice dice) {
    this.arena = arena;
    this.dice = dice;
  }

  /** The duel to go on with; the earlier one is closed. */
  Duel after() {
    if (after == null) {
      throw new IllegalStateException("nothing was killed yet");
    }
    return after;
  }

  Outcome during(Duel duel, Step step) throws IOException {
    int connection = step.connection();
    char before = duel.statuses().get(connection);
    Reply reply = killWhileRunning(duel, step);
    duel.mori().close();
    Side mori = arena.reconnectMori(arena.mori().restart(), PATIENCE);
    Outcome outcome;
    try {
      outcome =
          reply == null
              ? unacknowledged(mori, duel.copy(), step, before)
              : acknowledged(mori, duel.copy(), step, reply);
    } finally {
      duel.copy().close();
    }
    Side copy = arena.connectCopy(PATIENCE);
    after = new Duel(mori, copy);
    if (!(outcome instanceof Outcome.Equal)) {
      return outcome;
    }
    Outcome contents = Contents.compare(after);
    alignSequences(mori, copy);
    return contents;
  }

  private @Nullable Reply killWhileRunning(Duel duel, Step step) throws IOException {
    try {
      duel.mori().send(step.connection(), step.exchange());
      LockSupport.parkNanos(dice.chance(30) ? 0 : dice.below(25_000_000));
      arena.mori().kill();
      Reply reply = duel.mori().read(step.connection());
      // A relay's server still says that it is dying.
      return reply.status() == 'X' ? null : reply;
    } catch (IOException e) {
      return null;
    }
  }

  private static Outcome acknowledged(Side mori, Side copy, Step step, Reply ours)
      throws IOException {
    if (Duel.refusal(ours) != null) {
      return new Outcome.Equal(ours);
    }
    int connection = step.connection();
    Reply theirs = copy.run(connection, step.exchange());
    List<String> left = mori.lines(connection, ours, step.ordered(), step.loose());
    List<String> right = copy.lines(connection, theirs, step.ordered(), step.loose());
    if (theirs.status() != 'I') {
      copy.run(connection, new Exchange.Simple("ROLLBACK"));
    }
    return left.equals(right)
        ? new Outcome.Equal(theirs)
        : new Outcome.Mismatch("different replies before kill -9", left, right);
  }

  private static Outcome unacknowledged(Side mori, Side copy, Step step, char before)
      throws IOException {
    Outcome without = Contents.compare(new Duel(mori, copy));
    if (!(without instanceof Outcome.Mismatch mismatch)) {
      return without;
    }
    if (before != 'I' && !step.label().equals("control")) {
      return new Outcome.Mismatch(
          "kill -9 inside a transaction left something: " + mismatch.what(),
          mismatch.mori(),
          mismatch.copy());
    }
    Reply reply = copy.run(step.connection(), step.exchange());
    if (reply.status() != 'I') {
      copy.run(step.connection(), new Exchange.Simple("ROLLBACK"));
    }
    Outcome with = Contents.compare(new Duel(mori, copy));
    if (with instanceof Outcome.Mismatch still) {
      return new Outcome.Mismatch(
          "kill -9: neither wholly there nor wholly not: " + still.what(),
          still.mori(),
          still.copy());
    }
    return with;
  }

  /** Both sides continue with the larger number. */
  private static void alignSequences(Side mori, Side copy) throws IOException {
    String list =
        "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value)"
            + " FROM pg_sequences WHERE schemaname IN ('public', 'warehouse') ORDER BY 1";
    List<Reply.Row> ours = new ArrayList<>(mori.rows(list));
    List<Reply.Row> theirs = copy.rows(list);
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      String name = String.valueOf(ours.get(i).values().get(0));
      long a = Long.parseLong(String.valueOf(ours.get(i).values().get(1)));
      long b = Long.parseLong(String.valueOf(theirs.get(i).values().get(1)));
      if (a != b) {
        String sql = "SELECT setval('" + name + "', " + Math.max(a, b) + ")";
        mori.run(0, new Exchange.Simple(sql));
        copy.run(0, new Exchange.Simple(sql));
      }
    }
  }
}
