package dev.mori.node.link;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A self-signed certificate for a host name, with its key, as PEM. */
public record TestCertificate(String certificate, String key) {
  /** A fresh one. */
  public static TestCertificate forHost(String host) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    X500Name name = new X500Name("CN=" + host);
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
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    var signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
    return new TestCertificate(
        pem(new JcaX509CertificateConverter().getCertificate(builder.build(signer))),
        pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
  }

  private static String pem(Object object) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  /** Writes the certificate for a client that shall trust it. */
  Path save(Path file) throws Exception {
    return Files.writeString(file, certificate);
  }

  /** Makes the server use it, and TLS, from the next connection on. */
  void install(Connection superuser) throws Exception {
    write(superuser, certificate, "test.crt");
    write(superuser, key, "test.key");
    try (Statement statement = superuser.createStatement()) {
      statement.execute("ALTER SYSTEM SET ssl_cert_file = 'test.crt'");
      statement.execute("ALTER SYSTEM SET ssl_key_file = 'test.key'");
      statement.execute("ALTER SYSTEM SET ssl = on");
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  /** Writes a file into the server's data directory, as the server's user. */
  static void write(Connection superuser, String text, String file) throws Exception {
    try (Statement statement = superuser.createStatement()) {
      statement.execute("CREATE TEMP TABLE IF NOT EXISTS lines (n serial, line text)");
      statement.execute("TRUNCATE lines RESTART IDENTITY");
      try (PreparedStatement insert =
          superuser.prepareStatement("INSERT INTO lines (line) VALUES (?)")) {
        for (String line : text.lines().toList()) {
          insert.setString(1, line);
          insert.executeUpdate();
        }
      }
      statement.execute(
          "COPY (SELECT line FROM lines ORDER BY n) TO PROGRAM 'umask 077 && cat > " + file + "'");
    }
  }
}
