package dev.mori.conformance.history;

import java.util.List;
import java.util.stream.Stream;

/**
 * One transaction of a history.
 *
 * @param id unlike any other's
 * @param outcome how it ended, as far as its client knows
 * @param events what it did, in order
 * @param begin when its first word was sent
 * @param end when its end was acknowledged
 */
public record Transaction(int id, Outcome outcome, List<Event> events, long begin, long end) {
  /** How a transaction ended. */
  public enum Outcome {
    COMMITTED,
    ABORTED,
    UNKNOWN
  }

  /** Copies the list. */
  public Transaction {
    events = List.copyOf(events);
  }

  Stream<Event.Write> writes() {
    return events.stream().filter(Event.Write.class::isInstance).map(Event.Write.class::cast);
  }

  Stream<Event.Read> reads() {
    return events.stream().filter(Event.Read.class::isInstance).map(Event.Read.class::cast);
  }

  @Override
  public String toString() {
    return "T" + id + " " + outcome + " " + events;
  }
}
