package dev.mori.admin.http;

import dev.mori.admin.config.AdminToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * The tokens that open the API. They are known by their digests, and every one is compared in full,
 * so that the time tells nothing about any of them.
 */
final class Tokens {
  private static final String SCHEME = "Bearer ";

  private final List<AdminToken> known;

  Tokens(List<AdminToken> known) {
    this.known = List.copyOf(known);
  }

  /**
   * Whom a header belongs to.
   *
   * @param authorization the value of the header Authorization
   */
  Optional<Caller> caller(String authorization) {
    boolean bearer = authorization.startsWith(SCHEME);
    byte[] given =
        AdminToken.digest(bearer ? authorization.substring(SCHEME.length()) : "")
            .getBytes(StandardCharsets.US_ASCII);
    Optional<Caller> found = Optional.empty();
    for (AdminToken token : known) {
      byte[] expected = token.sha256().getBytes(StandardCharsets.US_ASCII);
      if (MessageDigest.isEqual(given, expected) && bearer) {
        found = Optional.of(new Caller(token.name(), token.role()));
      }
    }
    return found;
  }
}
