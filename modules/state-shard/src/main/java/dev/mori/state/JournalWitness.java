package dev.mori.state;

import dev.mori.overlay.session.SessionEvent;
import dev.mori.overlay.session.SessionView;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Completes the view of a replica without a lease from the journal itself: whatever was answered
 * was persisted before, so a replica that has all events of the journal lacks nothing that was
 * answered before it looked. One more round trip for a statement, and no waiting for an entity that
 * is gone.
 *
 * <p>One look at a time; who asks while one is under way shares the next, which begins after it
 * asked.
 */
final class JournalWitness {
  private final JournalReader journal;
  private final ReplicaCell cell;
  private final Executor blocking;
  private @Nullable CompletableFuture<SessionView> running;
  private @Nullable CompletableFuture<SessionView> next;

  /**
   * A witness for one replica.
   *
   * @param blocking where the journal is read
   */
  JournalWitness(JournalReader journal, ReplicaCell cell, Executor blocking) {
    this.journal = journal;
    this.cell = cell;
    this.blocking = blocking;
  }

  /**
   * The view with everything that was answered before; untrusted when the replica has nothing to
   * begin with or lacks more than the journal still holds.
   */
  synchronized CompletionStage<SessionView> look(ActorRef<NodeReplica.Command> replica) {
    CompletableFuture<SessionView> under = running;
    if (under == null || under.isDone()) {
      running = begin(replica);
      return running;
    }
    if (next == null) {
      next = under.handle((view, failure) -> view).thenCompose(view -> turn(replica));
    }
    return next;
  }

  private synchronized CompletableFuture<SessionView> turn(ActorRef<NodeReplica.Command> replica) {
    CompletableFuture<SessionView> fresh = begin(replica);
    running = fresh;
    next = null;
    return fresh;
  }

  private CompletableFuture<SessionView> begin(ActorRef<NodeReplica.Command> replica) {
    CompletableFuture<SessionView> view = new CompletableFuture<>();
    var unused =
        CompletableFuture.supplyAsync(this::read, blocking)
            .whenComplete(
                (found, failure) -> {
                  if (failure != null) {
                    view.completeExceptionally(failure);
                  } else if (found.events().isEmpty()) {
                    view.complete(cell.view());
                  } else {
                    replica.tell(
                        new NodeReplica.CaughtUp(found.after(), found.events().get(), view));
                  }
                });
    return view;
  }

  /**
   * What the journal has that the replica lacks.
   *
   * @param after the revision it follows
   * @param events empty when the journal does not reach back so far
   */
  private record Found(long after, Optional<List<SessionEvent>> events) {}

  private Found read() {
    long revision = cell.view().revision();
    try {
      return new Found(revision, journal.eventsAfter(cell.name(), revision));
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }
}
