package dev.mori.node.link;

import dev.mori.protocol.postgres.ErrorFields;
import java.util.Optional;

/**
 * Why a link could not be made or leased. The message is a sentence for operators that names the
 * server and holds no secret. Expected, therefore without a stack trace.
 */
public final class LinkFailure extends RuntimeException {
  /** What went wrong, for a program. */
  public enum Reason {
    /** The host name does not resolve, or no route leads there. */
    UNREACHABLE,
    /** Nothing listens at the port. */
    REFUSED,
    /**
     * Encryption is required and not offered, or the certificate is not the expected one, or the
     * handshake failed.
     */
    TLS,
    /**
     * The server did not accept the user or the password; {@link #serverError} has its words
     * (SQLSTATE 28P01, 28000).
     */
    AUTHENTICATION,
    /**
     * The server refused for another reason (no such database, too many connections, starting up).
     */
    REJECTED,
    /**
     * The server says something that is not the PostgreSQL protocol, or hung up during start-up.
     */
    PROTOCOL,
    /** Not done within the configured time. */
    TIMEOUT,
    /**
     * The endpoint cannot be used at all (a Unix socket, a root certificate that cannot be read).
     */
    UNSUPPORTED,
    /** The pool had no free link within the wait time, or too many were waiting, or is closed. */
    POOL_EXHAUSTED
  }

  private final Reason reason;
  private final String sentence;
  private final transient Optional<ErrorFields> serverError;

  LinkFailure(Reason reason, String sentence) {
    this(reason, sentence, Optional.empty());
  }

  LinkFailure(Reason reason, String sentence, Optional<ErrorFields> serverError) {
    super(sentence, null, false, false);
    this.sentence = sentence;
    this.reason = reason;
    this.serverError = serverError;
  }

  /** What went wrong, for a program. */
  public Reason reason() {
    return reason;
  }

  /** The server's own error, when it sent one. */
  public Optional<ErrorFields> serverError() {
    return serverError;
  }

  /** The message. */
  public String sentence() {
    return sentence;
  }
}
