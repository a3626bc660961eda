package dev.mori.node.session;

import dev.mori.node.prod.Binding;
import dev.mori.node.sql.SqlFailed;
import dev.mori.protocol.postgres.BackendMessage;
import dev.mori.protocol.postgres.ErrorFields;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A portal of the client: a bound statement, then perhaps an open result, then nothing more to
 * give.
 */
final class Portal {
  private final Prepared statement;
  private final Binding binding;
  private final Columns columns;
  private final long made;
  private State state = new State.Bound();
  private String tag = "";

  /** A portal whose result has these columns, as planned with these values. */
  Portal(Prepared statement, Binding binding, Columns columns, long made) {
    this.made = made;
    this.statement = statement;
    this.binding = binding;
    this.columns = columns;
  }

  Columns columns() {
    return columns;
  }

  /** The moment it was made at, see {@link Savepoints}. */
  long made() {
    return made;
  }

  Prepared statement() {
    return statement;
  }

  Binding binding() {
    return binding;
  }

  State state() {
    return state;
  }

  /** The first execution has ended: with rows left, or not. */
  void started(Optional<OpenResult> rest) {
    state = rest.<State>map(State.Open::new).orElseGet(State.Finished::new);
  }

  /** A further execution has ended. */
  void ended(boolean suspended) {
    if (!suspended && state instanceof State.Open) {
      state = new State.Finished();
    }
  }

  /** An execution tells the client so. */
  void told(Optional<String> completed) {
    tag = completed.orElse(tag);
  }

  /**
   * Execute on a finished portal: what has columns says it has no more rows, anything else cannot
   * run twice (PostgreSQL, PortalRun).
   */
  void again(String name, ResultSink sink) {
    if (!columns.present()) {
      throw new SqlFailed(ErrorFields.error("55000", "portal \"" + name + "\" cannot be run"));
    }
    sink.message(new BackendMessage.CommandComplete(tag.replaceFirst("\\d+$", "0")));
  }

  /** Releases what the portal holds. */
  CompletionStage<Void> close() {
    State was = state;
    state = new State.Finished();
    return was instanceof State.Open open
        ? open.rest().close()
        : CompletableFuture.completedStage(null);
  }

  /** Where a portal stands. */
  sealed interface State {
    /** Not run yet. */
    record Bound() implements State {}

    /** Stopped at a row limit. */
    record Open(OpenResult rest) implements State {}

    /** Ran to its end. */
    record Finished() implements State {}
  }
}
