package dev.mori.admin.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.mori.admin.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A token of the admin API; itself it is never kept.
 *
 * @param name who holds it, for the audit log
 * @param role what it allows
 * @param sha256 its SHA-256 digest, 64 hexadecimal digits in lower case
 */
public record AdminToken(String name, Role role, String sha256) {
  static final String EXPECTED =
      "tokens by name, such as { ci { role = developer, variable = CI_TOKEN } }, with role one of"
          + " viewer, developer, operator and either variable or sha256";

  /** Shorter ones can be guessed; others do not fit into a header. */
  private static final Pattern STRONG = Pattern.compile("[0-9A-Za-z._~+/=-]{16,}");

  private static final Set<String> KEYS = Set.of("role", "variable", "sha256");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /** A token by its text. */
  public static AdminToken of(String name, Role role, String token) {
    return new AdminToken(name, role, digest(token));
  }

  /** The digest of a token. */
  public static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What is wrong with the setting's value, without anything that might be a secret. */
  static Optional<String> wrong(ConfigValue value) {
    if (!(value instanceof ConfigObject tokens)) {
      return Optional.of("a single value");
    }
    return new TreeMap<>(tokens)
        .entrySet().stream()
            .map(token -> wrong(token.getKey(), token.getValue()))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static Optional<String> wrong(String name, ConfigValue value) {
    if (!(value instanceof ConfigObject token)) {
      return Optional.of(name + " without a role");
    }
    Optional<String> unknown =
        token.keySet().stream().filter(key -> !KEYS.contains(key)).findFirst();
    if (unknown.isPresent()) {
      return Optional.of(name + " with the key " + unknown.get());
    }
    if (text(token, "role").flatMap(Role::named).isEmpty()) {
      return Optional.of(name + " without one of these roles");
    }
    Optional<String> digest = text(token, "sha256");
    if (digest.isPresent() == text(token, "variable").isPresent()) {
      return Optional.of(name + " with " + (digest.isPresent() ? "both" : "neither"));
    }
    return digest.isPresent() && !DIGEST.matcher(digest.get()).matches()
        ? Optional.of(name + " with a sha256 that is not 64 hexadecimal digits in lower case")
        : Optional.empty();
  }

  /** What the environment lacks, for a sentence. */
  static Optional<String> missing(ConfigObject tokens, Map<String, String> environment) {
    for (Map.Entry<String, ConfigValue> token : new TreeMap<>(tokens).entrySet()) {
      Optional<String> variable = text((ConfigObject) token.getValue(), "variable");
      if (variable.isPresent()
          && !STRONG.matcher(environment.getOrDefault(variable.get(), "")).matches()) {
        return Optional.of(
            token.getKey()
                + " with the variable "
                + variable.get()
                + ", which does not hold 16 or more letters, digits and . _ ~ + / = -");
      }
    }
    return Optional.empty();
  }

  /** The tokens of a value that is neither {@linkplain #wrong wrong} nor incomplete. */
  static List<AdminToken> read(ConfigObject tokens, Map<String, String> environment) {
    List<AdminToken> read = new ArrayList<>();
    new TreeMap<>(tokens)
        .forEach(
            (name, value) -> {
              ConfigObject token = (ConfigObject) value;
              Role role = text(token, "role").flatMap(Role::named).orElseThrow();
              read.add(
                  text(token, "variable")
                      .map(variable -> of(name, role, environment.getOrDefault(variable, "")))
                      .orElseGet(
                          () -> new AdminToken(name, role, text(token, "sha256").orElseThrow())));
            });
    return read;
  }

  private static Optional<String> text(ConfigObject token, String key) {
    return Optional.ofNullable(token.get(key))
        .filter(value -> value.valueType() == ConfigValueType.STRING)
        .map(value -> String.valueOf(value.unwrapped()));
  }
}
