package dev.mori.node.transport;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The server's certificate: the configured one, or a self-signed one that is made once and kept.
 * Blocking: at start only.
 */
final class TlsCertificates {
  private static final Duration VALID = Duration.ofDays(3650);
  private static final String CERTIFICATE = "server.crt";
  private static final String KEY = "server.key";

  private TlsCertificates() {}

  /** What SSLRequest leads to, with the certificate in use; empty when TLS is off. */
  static Optional<Identity> load(ServerTls tls) {
    return switch (tls) {
      case ServerTls.Off() -> Optional.empty();
      case ServerTls.Files(Path chain, Path key) -> Optional.of(identity(chain, key));
      case ServerTls.SelfSigned(Path directory) -> Optional.of(selfSigned(directory));
    };
  }

  /** A certificate and what serves it. */
  record Identity(SslContext context, X509Certificate certificate) {}

  private static Identity identity(Path chain, Path key) {
    try (var in = Files.newInputStream(chain)) {
      var certificate =
          (X509Certificate)
              java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
      SslContext context =
          SslContextBuilder.forServer(chain.toFile(), key.toFile())
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
      return new Identity(context, certificate);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the TLS certificate "
              + chain
              + " with the key "
              + key
              + " cannot be used (PEM, key in PKCS #8 without passphrase): "
              + e.getMessage(),
          e);
    }
  }

  private static Identity selfSigned(Path directory) {
    Path certificate = directory.resolve(CERTIFICATE);
    Path key = directory.resolve(KEY);
    if (!Files.exists(certificate) || !Files.exists(key)) {
      try {
        make(directory, certificate, key);
      } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
        throw new IllegalArgumentException(
            "no self-signed certificate could be made in " + directory + ": " + e.getMessage(), e);
      }
    }
    return identity(certificate, key);
  }

  private static void make(Path directory, Path certificate, Path key)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Files.createDirectories(directory);
    write(directory, key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)), "rw-------");
    write(directory, certificate, pem(sign(pair)), "rw-r--r--");
  }

  private static X509Certificate sign(KeyPair pair)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.now();
    X500Name name = new X500Name("CN=mori, O=mori self-signed");
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, new SecureRandom()),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(VALID)),
            name,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            List.of(
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.dNSName, "*.localhost"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                    new GeneralName(GeneralName.iPAddress, "::1"))
                .toArray(new GeneralName[0])));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  /**
   * Into a temporary file first, so that a second node starting at the same time never reads half a
   * file.
   */
  private static void write(Path directory, Path target, String text, String permissions)
      throws IOException {
    var attribute =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path temporary =
        Files.createTempFile(directory, target.getFileName().toString(), "", attribute);
    Files.writeString(temporary, text, StandardCharsets.US_ASCII);
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
    Files.move(temporary, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
