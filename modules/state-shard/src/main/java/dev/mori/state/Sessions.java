package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The sessions as a node uses them. Safe for use by any thread; nothing here blocks.
 *
 * <p>Stages complete on a thread of the actor system; whoever needs another one (an event loop)
 * switches itself. An entity or a journal that does not answer is an outcome where there is a
 * sealed one; {@link #list} and {@link #inspect} complete exceptionally then.
 */
public interface Sessions {

  /**
   * Opens a session, creating it when there is none of this name, and keeps a replica of it on this
   * node.
   *
   * <p>A session that exists already keeps the shadow database it has: compare {@code
   * handle.view().shadowDatabase()} with the requested one, and give the requested one up when they
   * differ.
   */
  CompletionStage<OpenOutcome> open(SessionName name, OpenRequest request);

  /** Opens a session only if it exists. */
  CompletionStage<FindOutcome> find(SessionName name);

  /**
   * Every session that exists, whichever node uses it, ordered by name; without changing or opening
   * any of them.
   */
  CompletionStage<List<SessionInfo>> list();

  /** One session, without opening it; empty when it does not exist. */
  CompletionStage<Optional<SessionInfo>> inspect(SessionName name);
}
