package dev.mori.node.shadow;

/**
 * A shadow server or database cannot be had. The message is a whole sentence for the user and names
 * the way out; it never holds a password.
 */
public final class ShadowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** What went wrong, stable across releases. */
  public enum Reason {
    /** No binaries for this machine, or they could not be unpacked. */
    BINARIES,
    /** PostgreSQL refuses to run as this user and no other user could be had. */
    PRIVILEGE,
    /** The server did not start or its data directory is unusable. */
    START,
    /** Another live process uses the data directory. */
    IN_USE,
    /** The shadow server cannot hold a copy of prod's schema (version, encoding, extension). */
    INCOMPATIBLE,
    /** Prod's schema holds something that cannot be cloned. */
    SCHEMA,
    /** A server could not be reached or refused a statement. */
    SERVER
  }

  ShadowException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ShadowException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The stable code of this failure. */
  public Reason reason() {
    return reason;
  }
}
