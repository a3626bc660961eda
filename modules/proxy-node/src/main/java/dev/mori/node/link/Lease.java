package dev.mori.node.link;

/**
 * The right to use a link of a {@link LinkPool} alone. End it exactly once, on the link's loop;
 * ending it again does nothing.
 */
public interface Lease {
  /** The link. It must not be used after the lease has ended. */
  Link link();

  /**
   * Gives the link back. It is kept only when it is open, runs no exchange and its status is idle;
   * otherwise it is closed.
   */
  void release();

  /** Closes the link, for example because its settings are no longer known. */
  void discard();
}
