package dev.mori.node.transport;

import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.ProtocolViolation;

/**
 * Ends a connection with this FATAL error; a handler's stage may fail with it. Expected, therefore
 * without a stack trace.
 */
public final class ConnectionFatal extends RuntimeException {
  private final transient ErrorFields fields;

  /** Ends with these fields. */
  public ConnectionFatal(ErrorFields fields) {
    super(fields.message(), null, false, false);
    this.fields = fields;
  }

  static ConnectionFatal of(ProtocolViolation violation) {
    return new ConnectionFatal(ErrorFields.fatal(violation.sqlState(), violation.sentence()));
  }

  /** The error the client is sent. */
  public ErrorFields fields() {
    return fields;
  }
}
