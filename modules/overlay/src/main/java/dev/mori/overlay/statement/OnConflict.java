package dev.mori.overlay.statement;

import java.util.List;

/**
 * An ON CONFLICT clause.
 *
 * @param span the whole clause
 * @param arbiter which conflicts it speaks of
 * @param action what happens then
 */
public record OnConflict(Span span, Arbiter arbiter, Action action) {
  /** Which conflicts are meant. */
  public sealed interface Arbiter {
    /** No target: every unique and exclusion conflict. */
    record Any() implements Arbiter {}

    /** An inferred index: the parenthesised list and the WHERE after it, as one span. */
    record Inferred(Span span) implements Arbiter {}

    /** {@code ON CONSTRAINT name}. */
    record Constraint(Name name) implements Arbiter {}
  }

  /** What happens on a conflict. */
  public sealed interface Action {
    /** {@code DO NOTHING}. */
    record Nothing() implements Action {}

    /** {@code DO UPDATE SET ... [WHERE ...]}. */
    record Update(List<SetItem> set, Filter filter) implements Action {
      public Update {
        set = List.copyOf(set);
      }
    }
  }
}
