package dev.mori.node.transport;

import dev.mori.protocol.postgres.ErrorFields;
import dev.mori.protocol.postgres.ScramSecret;

/** How a client has to prove who it is. */
public sealed interface AuthDecision {
  /** Nothing to prove. */
  record Trust() implements AuthDecision {}

  /**
   * By SCRAM-SHA-256, with channel binding under TLS. A client that fails gets FATAL 28P01.
   *
   * @param secret the user's, or {@link ScramSecret#mock} for a user who does not exist
   */
  record Scram(ScramSecret secret) implements AuthDecision {}

  /** No entry: the client gets this error (severity FATAL) and the connection ends. */
  record Reject(ErrorFields fields) implements AuthDecision {}
}
