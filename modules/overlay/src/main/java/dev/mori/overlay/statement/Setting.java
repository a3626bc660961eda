package dev.mori.overlay.statement;

import java.util.Optional;

/**
 * A SET or RESET of a session variable.
 *
 * @param scope for how long
 * @param variable the folded, dotted name; {@code TIME ZONE} becomes {@code timezone}, {@code
 *     SCHEMA} becomes {@code search_path}, {@code NAMES} becomes {@code client_encoding}, {@code
 *     SESSION AUTHORIZATION} becomes {@code session_authorization}
 * @param action what happens to it
 */
public record Setting(Scope scope, String variable, Action action) {
  /** For how long a setting lasts. */
  public enum Scope {
    /** To the end of the session. */
    SESSION,
    /** To the end of the transaction. */
    LOCAL
  }

  /** What happens to a variable. */
  public sealed interface Action {
    /** A new value: the source after {@code TO} or {@code =} (or after the special words). */
    record Assign(Span value) implements Action {}

    /** {@code RESET v} or {@code SET v TO DEFAULT}. */
    record Reset() implements Action {}

    /** {@code RESET ALL}; the variable is then {@code all}. */
    record ResetAll() implements Action {}

    /** {@code SET v FROM CURRENT}, valid only inside function definitions. */
    record FromCurrent() implements Action {}
  }

  /** The new value in the source, when there is one. */
  public Optional<Span> value() {
    return action instanceof Action.Assign assign ? Optional.of(assign.value()) : Optional.empty();
  }
}
