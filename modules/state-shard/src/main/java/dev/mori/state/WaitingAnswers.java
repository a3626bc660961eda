package dev.mori.state;

import java.util.PriorityQueue;
import org.apache.pekko.actor.typed.ActorRef;

/** Answers that wait until every replica that may be trusted has a revision. Used by one actor. */
final class WaitingAnswers {

  /** Limit of the answers that wait. */
  private static final int LIMIT = 10_000;

  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();

  private record Waiting(long revision, ChangeOutcome answer, ActorRef<ChangeOutcome> replyTo)
      implements Comparable<Waiting> {
    @Override
    public int compareTo(Waiting other) {
      return Long.compare(revision, other.revision);
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean isFull() {
    return waiting.size() >= LIMIT;
  }

  void add(long revision, ChangeOutcome answer, ActorRef<ChangeOutcome> replyTo) {
    waiting.add(new Waiting(revision, answer, replyTo));
  }

  /** Gives the answers that wait for this revision or a smaller one. */
  void answerUpTo(long revision) {
    for (Waiting next = waiting.peek();
        next != null && next.revision() <= revision;
        next = waiting.peek()) {
      waiting.remove();
      next.replyTo().tell(next.answer());
    }
  }

  /** Leaves all of them without an answer. */
  void forget() {
    waiting.clear();
  }

  /** Answers all of them with this instead. */
  void giveUp(ChangeOutcome answer) {
    waiting.forEach(one -> one.replyTo().tell(answer));
    waiting.clear();
  }
}
