package dev.mori.node.transport;

import dev.mori.protocol.postgres.ErrorFields;

/** How a client has to prove who it is. */
public sealed interface AuthDecision {
  /** Nothing to prove. */
  record Trust() implements AuthDecision {}

  /** No entry: the client gets this error (severity FATAL) and the connection ends. */
  record Reject(ErrorFields fields) implements AuthDecision {}
}
