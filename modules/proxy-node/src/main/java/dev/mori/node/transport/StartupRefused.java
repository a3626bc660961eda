package dev.mori.node.transport;

import dev.mori.protocol.postgres.ErrorFields;

/**
 * A connection that is refused after authentication, with the ErrorResponse the client gets.
 * Expected, therefore without a stack trace.
 */
public final class StartupRefused extends RuntimeException {
  private final transient ErrorFields fields;

  /**
   * Refuses with these fields; the severity should be FATAL, as a server's refusal at start-up is.
   */
  public StartupRefused(ErrorFields fields) {
    super(fields.message(), null, false, false);
    this.fields = fields;
  }

  /** The error the client is sent. */
  public ErrorFields fields() {
    return fields;
  }
}
