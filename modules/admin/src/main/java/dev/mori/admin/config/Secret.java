package dev.mori.admin.config;

/** A password that does not show itself when printed. */
public final class Secret {
  /** No password. */
  public static final Secret NONE = new Secret("");

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Wraps a text. */
  public static Secret of(String text) {
    return text.isEmpty() ? NONE : new Secret(text);
  }

  /** The text itself, for logging in. */
  public String reveal() {
    return text;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "(none)" : "***";
  }
}
