package dev.mori.node.sql;

import dev.mori.protocol.postgres.ErrorFields;

/**
 * A statement ended in an error that belongs to the client: the server's own, or a refusal of ours.
 * Travels through completion stages to the conversation, which writes it to the wire; no stack
 * trace, it is an outcome and not a bug.
 */
public final class SqlFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorFields fields;

  /** An outcome with the error fields the client will get. */
  public SqlFailed(ErrorFields fields) {
    super(fields.sqlState() + " " + fields.message(), null, false, false);
    this.fields = fields;
  }

  /** What the client will get. */
  public ErrorFields fields() {
    return fields;
  }

  /** What a server says to a statement whose cancellation was asked for. */
  public static SqlFailed cancelled() {
    return new SqlFailed(ErrorFields.error("57014", "canceling statement due to user request"));
  }
}
