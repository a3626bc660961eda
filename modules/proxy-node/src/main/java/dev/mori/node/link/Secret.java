package dev.mori.node.link;

import java.util.Optional;

/** A password, which no text form of any object shows. */
public final class Secret {
  private static final Secret NONE = new Secret(null);

  private final @org.jspecify.annotations.Nullable String value;

  private Secret(@org.jspecify.annotations.Nullable String value) {
    this.value = value;
  }

  /** This password. */
  public static Secret of(String value) {
    return new Secret(value);
  }

  /** No password is known: servers that ask for one will not be served. */
  public static Secret none() {
    return NONE;
  }

  /** The password itself; only to prove ourselves to a server. */
  public Optional<String> reveal() {
    return Optional.ofNullable(value);
  }

  @Override
  public String toString() {
    return value == null ? "Secret[none]" : "Secret[***]";
  }
}
