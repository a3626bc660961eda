package dev.mori.state;

import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/**
 * Answers that wait until every replica that may be trusted has a revision. Used by one actor.
 *
 * @param <A> who has asked
 */
final class WaitingAnswers<A> {

  /** Limit of the answers that wait. */
  private static final int LIMIT = 10_000;

  private final PriorityQueue<Waiting<A>> waiting = new PriorityQueue<>();

  private record Waiting<A>(long revision, ChangeOutcome answer, A asker)
      implements Comparable<Waiting<A>> {
    @Override
    public int compareTo(Waiting<A> other) {
      return Long.compare(revision, other.revision);
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean isFull() {
    return waiting.size() >= LIMIT;
  }

  void add(long revision, ChangeOutcome answer, A asker) {
    waiting.add(new Waiting<>(revision, answer, asker));
  }

  /** Gives the answers that wait for this revision or a smaller one. */
  void answerUpTo(long revision, BiConsumer<A, ChangeOutcome> reply) {
    for (Waiting<A> next = waiting.peek();
        next != null && next.revision() <= revision;
        next = waiting.peek()) {
      waiting.remove();
      reply.accept(next.asker(), next.answer());
    }
  }

  /** Leaves all of them without an answer. */
  void forget() {
    waiting.clear();
  }

  /** Answers all of them with this instead. */
  void giveUp(ChangeOutcome answer, BiConsumer<A, ChangeOutcome> reply) {
    waiting.forEach(one -> reply.accept(one.asker(), answer));
    waiting.clear();
  }
}
