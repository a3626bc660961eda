package dev.mori.state;

import dev.mori.overlay.session.SessionName;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Decides which process may answer for a session, whatever the cluster thinks of its members. An
 * incarnation that was paused, or cut off and replaced, finds that its {@link Title} has ended.
 */
interface Ownership {

  /** A title to the session, not yet taken. */
  Title to(SessionName session);

  /**
   * Ends all titles of this process.
   *
   * @param after when the last lease that was granted under them is over
   */
  CompletionStage<Done> leave(Duration after);

  /** For a journal that one process at a time can open: then nobody else can have a title. */
  static Ownership exclusive() {
    return new Ownership() {
      @Override
      public Title to(SessionName session) {
        return Always.TITLE;
      }

      @Override
      public CompletionStage<Done> leave(Duration after) {
        return CompletableFuture.completedStage(Done.getInstance());
      }
    };
  }

  /** A title that holds for ever. */
  enum Always implements Title {
    /** The only one. */
    TITLE;

    @Override
    public CompletionStage<Void> take() {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public Duration left() {
      return ChronoUnit.FOREVER.getDuration();
    }

    @Override
    public void release(Duration after) {
      // Nobody waits for it.
    }
  }
}
