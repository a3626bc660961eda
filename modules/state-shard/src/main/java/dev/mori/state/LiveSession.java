package dev.mori.state;

import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.SessionCommand;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import dev.mori.overlay.session.TableId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A session that is open on this node: reads from the replica's cell, changes through the entity.
 */
final class LiveSession implements SessionHandle {

  private final ReplicaCell cell;
  private final Function<SessionCommand, CompletionStage<ChangeOutcome>> submit;
  private final MarkQueue marks;
  private final Supplier<CompletionStage<SessionView>> witness;
  private final Duration patience;
  private final Clock clock;

  /**
   * The session of a cell.
   *
   * @param submit asks the entity; its stages never complete exceptionally
   * @param witness completes the view without a lease; its stage may fail
   * @param patience how long a view that is trusted is waited for
   * @param clock the time of day, for people
   */
  LiveSession(
      ReplicaCell cell,
      Function<SessionCommand, CompletionStage<ChangeOutcome>> submit,
      Supplier<CompletionStage<SessionView>> witness,
      Duration patience,
      Clock clock) {
    this.cell = cell;
    this.submit = submit;
    this.marks = new MarkQueue(submit);
    this.witness = witness;
    this.patience = patience;
    this.clock = clock;
  }

  ReplicaCell cell() {
    return cell;
  }

  @Override
  public SessionName name() {
    return cell.name();
  }

  @Override
  public SessionView view() {
    return cell.view();
  }

  @Override
  public CompletionStage<SessionView> trustedView() {
    SessionView now = view();
    if (now.trusted() || now.dropped()) {
      return CompletableFuture.completedStage(now);
    }
    CompletableFuture<SessionView> first = new CompletableFuture<>();
    cell.trusted(patience).thenAccept(first::complete);
    witness
        .get()
        .thenAccept(
            view -> {
              if (view.trusted() || view.dropped()) {
                first.complete(view);
              }
            });
    return first;
  }

  @Override
  public CompletionStage<ChangeOutcome> mark(long epoch, Map<TableId, KeySet> keys) {
    SessionView view = view();
    // Every replica has all of a settled view, so what is marked in it needs no more asking.
    if (view.settled() && view.epoch() == epoch && view.marks().containsAll(keys)) {
      return CompletableFuture.completedStage(new ChangeOutcome.Done(epoch, view.revision()));
    }
    return marks.add(epoch, keys);
  }

  @Override
  public CompletionStage<ChangeOutcome> confirm(long epoch) {
    SessionView view = view();
    return view.trusted() && view.epoch() == epoch
        ? CompletableFuture.completedStage(new ChangeOutcome.Done(epoch, view.revision()))
        : marks.add(epoch, Map.of());
  }

  @Override
  public CompletionStage<ChangeOutcome> detach(long epoch, TableId table) {
    SessionView view = view();
    return view.settled() && view.epoch() == epoch && view.marks().isDetached(table)
        ? CompletableFuture.completedStage(new ChangeOutcome.Done(epoch, view.revision()))
        : submit.apply(new SessionCommand.DetachTable(epoch, table));
  }

  @Override
  public CompletionStage<ChangeOutcome> schemaChanged(long epoch, String what) {
    return submit.apply(new SessionCommand.ChangeSchema(epoch, what, clock.instant()));
  }

  @Override
  public CompletionStage<ChangeOutcome> reset(String shadowDatabase) {
    return submit.apply(new SessionCommand.Reset(shadowDatabase, clock.instant()));
  }

  @Override
  public CompletionStage<ChangeOutcome> drop() {
    return submit.apply(new SessionCommand.Drop(clock.instant()));
  }

  @Override
  public Subscription onChange(Consumer<SessionView> listener) {
    return cell.onChange(listener);
  }
}
