package dev.mori.admin.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate and its key in files.
 *
 * @param chain PEM, the server's certificate first
 * @param key PEM, PKCS #8 without a passphrase
 */
public record PemFiles(Path chain, Path key) {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  /**
   * What a server encrypts with.
   *
   * @throws IllegalArgumentException with a sentence, when the files cannot be used
   */
  SSLContext context() {
    try {
      Certificate[] certificates = read(chain).toArray(Certificate[]::new);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setKeyEntry("mori", privateKey(), new char[0], certificates);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "mori.admin.tls: the certificate "
              + chain
              + " with the key "
              + key
              + " cannot be used (PEM, the key in PKCS #8 without passphrase)",
          e);
    }
  }

  /** What a client encrypts with that trusts the certificates of a file. */
  static SSLContext trusting(Path certificates) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      for (Certificate certificate : read(certificates)) {
        store.setCertificateEntry("ca" + store.size(), certificate);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "expected certificates (PEM), found \"" + certificates + "\"", e);
    }
  }

  private static List<Certificate> read(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
    }
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    String text = Files.readString(key, StandardCharsets.US_ASCII);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new InvalidKeySpecException("no PKCS #8 key");
    }
    PKCS8EncodedKeySpec octets =
        new PKCS8EncodedKeySpec(
            Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end)));
    InvalidKeySpecException last = new InvalidKeySpecException("none of " + ALGORITHMS);
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(octets);
      } catch (InvalidKeySpecException e) {
        last.addSuppressed(e); // The octets are of another algorithm.
      }
    }
    throw last;
  }
}
