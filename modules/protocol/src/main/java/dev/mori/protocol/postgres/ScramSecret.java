package dev.mori.protocol.postgres;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password (RFC 5802 section 3; PostgreSQL 17, "pg_authid", rolpassword).
 * Whoever has it cannot log in with it, but can pose as the server.
 *
 * @param iterations at least 1; PostgreSQL's default is 4096
 * @param salt PostgreSQL uses 16 octets
 * @param storedKey 32 octets
 * @param serverKey 32 octets
 */
public record ScramSecret(int iterations, Octets salt, Octets storedKey, Octets serverKey) {
  /** PostgreSQL's default number of iterations. */
  public static final int DEFAULT_ITERATIONS = 4096;

  private static final String PREFIX = "SCRAM-SHA-256$";
  private static final int SALT_BYTES = 16;
  private static final Pattern VERIFIER =
      Pattern.compile("SCRAM-SHA-256\\$(\\d+):([^:$]+)\\$([^:$]+):([^:$]+)");

  /** Checks the sizes. */
  public ScramSecret {
    if (iterations < 1 || salt.isEmpty()) {
      throw new IllegalArgumentException("at least one iteration and a salt");
    }
    if (storedKey.size() != ScramCrypto.KEY_BYTES || serverKey.size() != ScramCrypto.KEY_BYTES) {
      throw new IllegalArgumentException("keys have 32 octets");
    }
  }

  /** The secret of a password, which is prepared as PostgreSQL does. Slow by design. */
  public static ScramSecret derive(Octets password, Octets salt, int iterations) {
    Octets salted = ScramCrypto.saltedPassword(SaslPrep.prepare(password), salt, iterations);
    Octets storedKey = ScramCrypto.hash(ScramCrypto.clientKey(salted));
    return new ScramSecret(iterations, salt, storedKey, ScramCrypto.serverKey(salted));
  }

  /**
   * A secret no password has, for a user who does not exist: the exchange runs as for any other and
   * fails at its end. The same user gets the same salt as long as the key stays the same, which
   * must therefore be secret, random and the same on all nodes.
   */
  public static ScramSecret mock(String user, Octets key, int iterations) {
    String name = Octets.ofUtf8(user).latin1();
    return new ScramSecret(
        iterations,
        ScramCrypto.hmac(key, "salt " + name).slice(0, SALT_BYTES),
        ScramCrypto.hmac(key, "stored key " + name),
        ScramCrypto.hmac(key, "server key " + name));
  }

  /** Reads {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}; nothing if it is not that. */
  public static Optional<ScramSecret> parse(String verifier) {
    Matcher parts = VERIFIER.matcher(verifier);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<Integer> iterations = ScramText.number(part(parts, 1), Integer.MAX_VALUE);
    Optional<Octets> salt = ScramText.fromBase64(part(parts, 2));
    Optional<Octets> storedKey = key(part(parts, 3));
    Optional<Octets> serverKey = key(part(parts, 4));
    boolean complete =
        iterations.isPresent()
            && salt.isPresent()
            && storedKey.isPresent()
            && serverKey.isPresent();
    return complete
        ? Optional.of(
            new ScramSecret(iterations.get(), salt.get(), storedKey.get(), serverKey.get()))
        : Optional.empty();
  }

  /** The form {@link #parse} reads. */
  public String toVerifier() {
    return PREFIX
        + iterations
        + ":"
        + ScramText.base64(salt)
        + "$"
        + ScramText.base64(storedKey)
        + ":"
        + ScramText.base64(serverKey);
  }

  /** Whether this is the secret of a password given in clear. Slow by design. */
  public boolean matches(Octets password) {
    return ScramCrypto.same(serverKey, derive(password, salt, iterations).serverKey());
  }

  private static String part(Matcher parts, int group) {
    return Objects.requireNonNull(parts.group(group));
  }

  private static Optional<Octets> key(String base64) {
    return ScramText.fromBase64(base64).filter(k -> k.size() == ScramCrypto.KEY_BYTES);
  }
}
