package dev.mori.conformance.harness;

import dev.mori.conformance.grammar.Step;
import dev.mori.conformance.grammar.Strings;
import dev.mori.conformance.wire.Exchange;
import dev.mori.conformance.wire.Op;
import dev.mori.conformance.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mori and a private copy, both fresh, and the same steps to both. Mori goes first: what it refuses
 * the copy does not get, and where a transaction was open it ends on both sides.
 */
final class Duel implements AutoCloseable {
  private final Side mori;
  private final Side copy;

  Duel(Side mori, Side copy) {
    this.mori = mori;
    this.copy = copy;
  }

  Side mori() {
    return mori;
  }

  Side copy() {
    return copy;
  }

  /** Mori's transaction statuses; the copy's are equal as long as there was no mismatch. */
  List<Character> statuses() {
    return mori.statuses();
  }

  Outcome play(Step step) throws IOException {
    char before = mori.statuses().get(step.connection());
    Reply ours;
    try {
      ours = mori.run(step.connection(), step.exchange());
    } catch (IOException e) {
      return new Outcome.Mismatch("mori's connection failed: " + e, List.of(), List.of());
    }
    return compare(step, before, ours);
  }

  /** The second half: mori has answered, now the copy. */
  Outcome compare(Step step, char before, Reply ours) throws IOException {
    String refusal = refusal(ours);
    if (refusal != null) {
      leave(step, before, ours);
      return new Outcome.Refused(refusal);
    }
    Reply theirs;
    try {
      theirs = copy.run(step.connection(), step.exchange());
    } catch (IOException e) {
      List<String> said = mori.lines(step.connection(), ours, step.ordered(), step.loose());
      return new Outcome.Mismatch("the copy does not answer: " + e, said, List.of());
    }
    List<String> left = mori.lines(step.connection(), ours, step.ordered(), step.loose());
    List<String> right = copy.lines(step.connection(), theirs, step.ordered(), step.loose());
    if (left.equals(right)) {
      return new Outcome.Equal(theirs);
    }
    return new Outcome.Mismatch("different replies", left, right);
  }

  /** Mori's reason for not doing it, null when it did. */
  static @Nullable String refusal(Reply reply) {
    Reply.Failed error = reply.firstError();
    if (error == null) {
      return null;
    }
    String hint = error.fields().getOrDefault('H', "");
    boolean ours =
        switch (error.code()) {
          case "0A000" -> (error.message() + hint).contains("mori");
          // A transaction that mori asks to run again.
          case "40001" -> error.message().startsWith("mori: ");
          default -> false;
        };
    return ours ? error.message() : null;
  }

  /** After a refusal both sides are brought to the same state. */
  private void leave(Step step, char before, Reply ours) throws IOException {
    int connection = step.connection();
    Exchange prefix = completed(step.exchange(), ours);
    if (prefix != null) {
      if (before == 'I' && prefix instanceof Exchange.Extended) {
        copy.run(connection, new Exchange.Simple("BEGIN"));
      }
      copy.run(connection, prefix);
    }
    for (Side side : List.of(mori, copy)) {
      if (side.statuses().get(connection) != 'I') {
        side.run(connection, new Exchange.Simple("ROLLBACK"));
      }
    }
  }

  /**
   * What of a pipeline was executed before the refusal: it is rolled back with it, but sequences
   * have moved on.
   */
  private static @Nullable Exchange completed(Exchange exchange, Reply reply) {
    long done = reply.parts().stream().filter(Duel::endsExecute).count();
    if (!(exchange instanceof Exchange.Extended extended)) {
      return string(((Exchange.Simple) exchange).sql(), (int) done);
    }
    List<Op> ops = new ArrayList<>();
    for (Op op : extended.ops()) {
      if (done == 0) {
        break;
      }
      ops.add(op);
      if (op instanceof Op.Execute) {
        done--;
      }
    }
    return ops.isEmpty() ? null : new Exchange.Extended(ops);
  }

  /** The same of a string, with an error in the refused statement's place. */
  private static @Nullable Exchange string(String sql, int done) {
    List<String> texts = List.of(sql.split(Pattern.quote(Strings.BETWEEN)));
    String begin = String.join(Strings.BETWEEN, texts.subList(0, Math.min(done, texts.size())));
    return done == 0 ? null : new Exchange.Simple(begin + Strings.BETWEEN + "SELECT 1/0");
  }

  private static boolean endsExecute(Reply.Part part) {
    return part instanceof Reply.Done
        || (part instanceof Reply.Mark mark && (mark.type() == 's' || mark.type() == 'I'));
  }

  /** Rolls back whatever is open on either side. */
  void settle() throws IOException {
    for (int i = 0; i < mori.statuses().size(); i++) {
      for (Side side : List.of(mori, copy)) {
        if (side.statuses().get(i) != 'I') {
          side.run(i, new Exchange.Simple("ROLLBACK"));
        }
      }
    }
  }

  @Override
  public void close() {
    mori.close();
    copy.close();
  }
}
