package dev.mori.node.link;

import java.util.Locale;
import java.util.Optional;

/** How a link uses TLS: libpq's {@code sslmode} (PostgreSQL 17, 32.19.3). Weakest first. */
public enum SslMode {
  /** Never. */
  DISABLE,
  /** Only when the server refuses a plain connection. */
  ALLOW,
  /** When the server offers it; again without when the server refuses the encrypted connection. */
  PREFER,
  /** Always; the certificate is checked only when a root certificate is configured. */
  REQUIRE,
  /** Always, with a certificate that a trusted root has signed. */
  VERIFY_CA,
  /** As VERIFY_CA, and the certificate names the host we connect to. */
  VERIFY_FULL;

  /** The mode of this libpq name ({@code verify-full}); empty for an unknown one. */
  public static Optional<SslMode> named(String name) {
    for (SslMode mode : values()) {
      if (mode.libpqName().equals(name)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  /** The name libpq and the configuration use. */
  public String libpqName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean plainFirst() {
    return this == DISABLE || this == ALLOW;
  }

  boolean mustEncrypt() {
    return compareTo(REQUIRE) >= 0;
  }
}
