package dev.mori.node.link;

import dev.mori.protocol.postgres.ErrorFields;
import java.util.Optional;

/**
 * The connection to a server died, or was closed by us, while exchanges were running or before they
 * could start.
 */
public final class LinkLost extends RuntimeException {
  private final String sentence;
  private final transient Optional<ErrorFields> serverError;

  /** A loss, with what the server said last. */
  public LinkLost(String sentence, Optional<ErrorFields> serverError) {
    super(sentence, null, false, false);
    this.sentence = sentence;
    this.serverError = serverError;
  }

  /** The last FATAL or PANIC error the server sent before it hung up, if it sent one. */
  public Optional<ErrorFields> serverError() {
    return serverError;
  }

  /** The message. */
  public String sentence() {
    return sentence;
  }
}
