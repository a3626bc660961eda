package dev.mori.overlay.statement;

import java.util.List;
import java.util.SortedSet;

/** Whether the text of a query may run on prod, judged by every name it mentions. */
public sealed interface Purity {

  /** Nothing it can call writes, locks, or depends on the session. */
  record Pure() implements Purity {}

  /**
   * Pure, but its result depends on facts of the connection that must be carried to prod: the
   * transaction's start time or who is connected. At least one list is not empty.
   *
   * @param transactionTime the calls whose value is the transaction's start time, such as {@code
   *     now()} and {@code current_date}
   * @param sessionValues the words that name the user, the database or the schema, such as {@code
   *     current_user}; exact on prod only where they mean the same there
   */
  record Contextual(List<Call> transactionTime, List<Call> sessionValues) implements Purity {
    public Contextual {
      transactionTime = List.copyOf(transactionTime);
      sessionValues = List.copyOf(sessionValues);
    }
  }

  /** It must run on the shadow: it may call these functions, which write or read session state. */
  record ShadowOnly(SortedSet<String> functions) implements Purity {}

  /**
   * It may call these functions or operators (written {@code operator =}) defined outside the
   * server's own catalog; whether they are harmless their bodies decide. {@code base} is the
   * verdict on the rest and is never itself of this kind.
   */
  record UserFunctions(SortedSet<String> functions, Purity base) implements Purity {}

  /** It is not a plain read: it locks rows, creates a table or modifies data. */
  record NotARead(String sentence) implements Purity {}

  /**
   * A call with its place.
   *
   * @param function the folded name
   * @param span the call with its parentheses and arguments, when it has any
   */
  record Call(String function, Span span) {}
}
