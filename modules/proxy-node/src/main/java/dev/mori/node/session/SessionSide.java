package dev.mori.node.session;

import dev.mori.overlay.session.SessionView;
import dev.mori.overlay.session.TableId;
import dev.mori.state.ChangeOutcome;
import dev.mori.state.SessionHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One client's side towards its session's state: the view its statements are planned by, and what
 * its transactions tell the session before and after they commit (docs/sessions.md). Stages fail
 * with the client's error and complete on the client's event loop.
 */
final class SessionSide {
  private final SessionHandle session;
  private final SchemaCache schemas;
  private final Executor loop;

  /**
   * A client's side.
   *
   * @param schemas loaded again when a change of the schema could not be announced
   * @param loop the client's event loop
   */
  SessionSide(SessionHandle session, SchemaCache schemas, Executor loop) {
    this.session = session;
    this.schemas = schemas;
    this.loop = loop;
  }

  /**
   * The view for a statement that starts now. It has everything that was answered before, this
   * client's own commits among it: a node without a lease waits for one, and does not guess.
   */
  CompletionStage<SessionView> view() {
    SessionView now = session.view();
    return now.trusted()
        ? CompletableFuture.completedStage(now)
        : session.trustedView().thenApplyAsync(this::trusted, loop);
  }

  private SessionView trusted(SessionView view) {
    return switch (view.standing()) {
      case SETTLED, TRUSTED -> view;
      case DROPPED ->
          throw Errors.failed("3D000", "session \"" + session.name() + "\" was dropped");
      case UNTRUSTED ->
          throw Errors.failed(
              "57P03",
              "the session's state is out of reach, so what is changed in it cannot be known");
    };
  }

  /** Before a commit: what was written is marked, persisted and known to every node. */
  CompletionStage<Void> mark(long epoch, WrittenKeys.Written written) {
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (TableId table : written.detached()) {
      done = done.thenCompose(v -> marked(session.detach(epoch, table)));
    }
    return written.keys().isEmpty()
        ? done
        : done.thenCompose(v -> marked(session.mark(epoch, written.keys())));
  }

  private CompletionStage<Void> marked(CompletionStage<ChangeOutcome> asked) {
    return asked.thenAcceptAsync(
        outcome -> {
          if (outcome instanceof ChangeOutcome.Unavailable unavailable) {
            throw Errors.retry(
                "the session's state is out of reach ("
                    + unavailable.reason()
                    + "), nothing was committed");
          }
          failIfOver(outcome);
        },
        loop);
  }

  /**
   * After a commit: it counts only when the session was not reset before it, for then what was
   * committed is gone with the old shadow.
   *
   * @param schemaChanged whether others have to load the schema again
   */
  CompletionStage<Void> committed(long epoch, boolean schemaChanged) {
    CompletionStage<ChangeOutcome> asked =
        schemaChanged ? changeSchema(epoch, "ddl") : session.confirm(epoch);
    return asked.thenAcceptAsync(
        outcome -> {
          if (outcome instanceof ChangeOutcome.Unavailable unavailable) {
            throw Errors.failed(
                "08007",
                "the transaction was committed, but whether the session was reset before cannot be"
                    + " known ("
                    + unavailable.reason()
                    + ")");
          }
          failIfOver(outcome);
        },
        loop);
  }

  /**
   * Counts a change of the schema, so that everybody loads it again. When that may not have
   * happened at least this node does.
   */
  CompletionStage<ChangeOutcome> changeSchema(long epoch, String what) {
    return session
        .schemaChanged(epoch, what)
        .thenApply(
            outcome -> {
              if (!(outcome instanceof ChangeOutcome.Done)) {
                schemas.changedUnannounced();
              }
              return outcome;
            });
  }

  /** The shadow was lost with a transaction that changed the schema; perhaps it has committed. */
  void mayHaveChangedSchema() {
    schemas.changedUnannounced();
  }

  private static void failIfOver(ChangeOutcome outcome) {
    switch (outcome) {
      case ChangeOutcome.StaleEpoch stale ->
          throw Errors.retry("the session was reset during this transaction");
      case ChangeOutcome.NoSession none -> throw Errors.failed("57P01", "the session was dropped");
      case ChangeOutcome.Done done -> {}
      case ChangeOutcome.Unavailable unavailable -> {}
    }
  }
}
