package dev.mori.conformance.cluster;

import java.io.FileWriter;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A folder for {@code mori.cluster.tls}, with a certificate that is its own authority. */
final class NodeCertificate {
  private NodeCertificate() {}

  /** Makes one; two of them trust each other only if their files are the same. */
  static Path make(Path folder)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    X500Name name = new X500Name("CN=mori-node");
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            name,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    var signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
    var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    Files.createDirectories(folder);
    write(folder.resolve("tls.key"), new JcaPKCS8Generator(pair.getPrivate(), null));
    write(folder.resolve("tls.crt"), certificate);
    write(folder.resolve("ca.crt"), certificate);
    return folder;
  }

  private static void write(Path file, Object object) throws IOException {
    try (var writer = new JcaPEMWriter(new FileWriter(file.toFile(), StandardCharsets.US_ASCII))) {
      writer.writeObject(object);
    }
  }
}
