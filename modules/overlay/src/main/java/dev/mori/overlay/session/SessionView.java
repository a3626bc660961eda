package dev.mori.overlay.session;

/**
 * What a connection sees of its session, without asking anyone: an immutable copy kept by the node.
 *
 * <p>A statement takes one view and is routed by it from beginning to end. When the view is {@link
 * #trusted}, a key that is not in {@link #marks} is proven clean. When it is not, the marks may
 * lack keys that were made local since, also by connections of this node, and nothing may be
 * planned by them: the statement waits for a view that is trusted.
 *
 * @param name the session
 * @param epoch current epoch; a transaction remembers the one it began in and marks with it
 * @param revision number of the session's events in this view; a larger one knows more
 * @param shadowDatabase name of the database that holds the session's rows in this epoch
 * @param marks a superset of the local keys
 * @param schemaVersion number of schema changes in this epoch
 * @param standing how far this view can be relied on
 */
public record SessionView(
    SessionName name,
    long epoch,
    long revision,
    String shadowDatabase,
    Marks marks,
    long schemaVersion,
    Standing standing) {

  /** How far a view can be relied on. */
  public enum Standing {
    /** Complete, and every replica of the session on every node has all of it. */
    SETTLED,
    /** Complete; other nodes may still be learning its newest part. */
    TRUSTED,
    /**
     * The node's lease has run out: the marks may be incomplete, and the epoch may be an old one.
     */
    UNTRUSTED,
    /** The session was dropped; its shadow database is gone or going. */
    DROPPED
  }

  /** The view of a session that exists. */
  public static SessionView of(SessionName name, SessionState.Open state, Standing standing) {
    return new SessionView(
        name,
        state.epoch(),
        state.revision(),
        state.shadowDatabase(),
        state.marks(),
        state.schema().version(),
        standing);
  }

  /** Whether an absent mark proves that a key is clean. */
  public boolean trusted() {
    return standing == Standing.SETTLED || standing == Standing.TRUSTED;
  }

  /** Whether every replica is known to have all of this view. */
  public boolean settled() {
    return standing == Standing.SETTLED;
  }

  /** Whether the session does not exist any more. */
  public boolean dropped() {
    return standing == Standing.DROPPED;
  }

  /** The same view, differently relied on. */
  public SessionView as(Standing other) {
    return other == standing
        ? this
        : new SessionView(name, epoch, revision, shadowDatabase, marks, schemaVersion, other);
  }
}
