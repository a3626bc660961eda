package dev.mori.state;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The right of one incarnation of a session's entity to answer for it. Two titles to one session
 * never hold at the same time, whichever processes have them. Safe for use by any thread.
 */
interface Title {

  /**
   * Takes the title, waiting for the end of others for as long as that takes. To be asked once;
   * completes on a thread that must not be kept.
   */
  CompletionStage<Void> take();

  /** How long it certainly holds from now on; it does not when not positive. */
  Duration left();

  /**
   * Gives it up, or the wish for it.
   *
   * @param after how long others have to wait for it: until the last lease that was granted under
   *     it is over
   */
  void release(Duration after);
}
