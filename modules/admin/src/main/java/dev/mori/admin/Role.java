package dev.mori.admin;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the holder of a token may do; each role may do what the ones before it may. */
public enum Role {
  /** Sees what there is, and no row's key. */
  VIEWER,
  /** Sees keys and changes sessions. */
  DEVELOPER,
  /** Changes the node and sees who did what. */
  OPERATOR;

  /** The role of this word, as it stands in mori.conf. */
  public static Optional<Role> named(String word) {
    return Stream.of(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** As it stands in mori.conf. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it may do what the other one may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }
}
