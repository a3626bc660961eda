package dev.mori.state;

import dev.mori.overlay.session.KeySet;
import dev.mori.overlay.session.SessionName;
import dev.mori.overlay.session.SessionView;
import dev.mori.overlay.session.TableId;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One session on one node, shared by all its connections. Safe for use by any thread; nothing here
 * blocks.
 *
 * <p>A transaction remembers the {@link SessionView#epoch} it began in. Before it commits on the
 * shadow it marks every key in the ledger of its own making with that epoch, and commits only on
 * {@link ChangeOutcome.Done}. After the commit and before it tells its client, it asks {@link
 * #confirm}: anything but {@code Done} means that a reset may have come between and what it wrote
 * may be gone, which the client must be told as an error.
 */
public interface SessionHandle {

  /** The session. */
  SessionName name();

  /** The newest view of it; a read of memory. Its standing is that of this very moment. */
  SessionView view();

  /**
   * The newest view once absent marks prove something: at once when it is trusted or dropped, else
   * as soon as the node has a lease again. It is neither only when that takes longer than {@code
   * mori.state.ask-timeout}.
   */
  CompletionStage<SessionView> trustedView();

  /**
   * Marks keys. Answered when they are persisted and every replica that may be trusted has them; at
   * once when they are known to be so already.
   *
   * @param epoch the epoch in which the transaction began
   * @param keys the keys by table; any number, large sets travel in pieces
   */
  CompletionStage<ChangeOutcome> mark(long epoch, Map<TableId, KeySet> keys);

  /**
   * Asks whether the epoch is still the current one; at once when the view is trusted.
   *
   * @param epoch the epoch in which the transaction began
   */
  CompletionStage<ChangeOutcome> confirm(long epoch);

  /** Stops consulting prod for a table; answered as {@link #mark} is. */
  CompletionStage<ChangeOutcome> detach(long epoch, TableId table);

  /**
   * Counts a change of the schema; answered as {@link #mark} is.
   *
   * @param what as in {@link dev.mori.overlay.session.SchemaChange#what}
   */
  CompletionStage<ChangeOutcome> schemaChanged(long epoch, String what);

  /**
   * Begins the next epoch on a fresh shadow, without marks. Answered when no replica that may be
   * trusted shows the old epoch any more. Asking again with the same database changes nothing.
   *
   * @param shadowDatabase name of a database that holds the cloned schema and nothing else
   */
  CompletionStage<ChangeOutcome> reset(String shadowDatabase);

  /** Ends the session; its name may be used again. Answered as {@link #reset} is. */
  CompletionStage<ChangeOutcome> drop();

  /**
   * Calls the listener with every new view from now on, in order, on a thread of the actor system;
   * it must be quick. A change of the standing alone is not announced.
   */
  Subscription onChange(Consumer<SessionView> listener);

  /** A listener that is called until it is cancelled. */
  @FunctionalInterface
  interface Subscription {

    /** Stops the calls; one that has begun may still end. */
    void cancel();
  }
}
