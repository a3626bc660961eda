package dev.mori.protocol.postgres;

import java.util.function.Function;

/** What a decoder makes of the body of one frame. */
public sealed interface Decoded<M> {
  /** The body was exactly one message. */
  record Message<M>(M message) implements Decoded<M> {}

  /**
   * The body was not. The frame's end is still known, so the stream is in step: PostgreSQL answers
   * an ERROR (and skips to Sync in the extended protocol) unless it does not know the frame's type.
   */
  record Malformed<M>(ProtocolViolation violation) implements Decoded<M> {}

  /** Applies a function to the message, if there is one. */
  default <N> Decoded<N> map(Function<? super M, ? extends N> change) {
    return switch (this) {
      case Message<M>(M message) -> new Message<>(change.apply(message));
      case Malformed<M>(ProtocolViolation violation) -> new Malformed<>(violation);
    };
  }
}
