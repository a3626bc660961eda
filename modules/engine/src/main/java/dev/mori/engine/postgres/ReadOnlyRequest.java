package dev.mori.engine.postgres;

/**
 * A text that is proven to be a pure read and may be sent to prod as one statement of the extended
 * protocol. Only this package can make one, and it does so only in {@link PostgresGuard} and from
 * constants (ARCHITECTURE 5, layer 3).
 */
public final class ReadOnlyRequest {
  private final String text;

  ReadOnlyRequest(String text) {
    this.text = text;
  }

  /** The statement for Parse. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return "ReadOnlyRequest";
  }
}
