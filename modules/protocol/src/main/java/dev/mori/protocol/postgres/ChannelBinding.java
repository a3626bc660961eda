package dev.mori.protocol.postgres;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;

/** How an authentication is tied to the TLS connection it runs over (RFC 5802 section 6). */
public sealed interface ChannelBinding {
  /** Not at all: no TLS, or the certificate's hash is not known. */
  record Unsupported() implements ChannelBinding {}

  /** Only for clients: it could, but the server does not offer it. */
  record Unoffered() implements ChannelBinding {}

  /** By the hash of the server's certificate (RFC 5929 section 4). */
  record TlsServerEndPoint(Octets certificateHash) implements ChannelBinding {}

  /** The one value of {@link Unsupported}. */
  ChannelBinding UNSUPPORTED = new Unsupported();

  /**
   * The binding by a server's certificate: its hash with the function of its signature, SHA-256 in
   * place of MD5 and SHA-1. {@link Unsupported} if the signature has no one hash function (Ed25519,
   * RSASSA-PSS); PostgreSQL has none there either.
   */
  static ChannelBinding of(X509Certificate certificate) {
    try {
      Optional<String> function = hashFunction(certificate.getSigAlgName());
      if (function.isEmpty()) {
        return UNSUPPORTED;
      }
      byte[] hash = MessageDigest.getInstance(function.get()).digest(certificate.getEncoded());
      return new TlsServerEndPoint(Octets.owned(hash));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      return UNSUPPORTED;
    }
  }

  /** The message digest in a name such as {@code SHA384withECDSA}. */
  private static Optional<String> hashFunction(String signature) {
    String name = signature.toUpperCase(Locale.ROOT);
    int with = name.indexOf("WITH");
    return switch (with < 0 ? "" : name.substring(0, with)) {
      case "MD5", "SHA1", "SHA256" -> Optional.of("SHA-256");
      case "SHA224" -> Optional.of("SHA-224");
      case "SHA384" -> Optional.of("SHA-384");
      case "SHA512" -> Optional.of("SHA-512");
      default -> Optional.empty();
    };
  }
}
