package dev.mori.node.cli;

import dev.mori.admin.cli.CliFailure;
import dev.mori.admin.cli.ExitCode;
import dev.mori.admin.config.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.TreeMap;

/**
 * TLS between the nodes of a cluster, where both sides show a certificate of one authority. The
 * files are read again every few minutes, so that they may be replaced while nodes run.
 */
final class ClusterTls {
  private static final String KEYS = "pekko.remote.artery.ssl.rotating-keys-engine.";

  /** As in a Kubernetes secret of type {@code kubernetes.io/tls}. */
  private static final Map<String, String> FILES =
      new TreeMap<>(
          Map.of("ca-cert-file", "ca.crt", "cert-file", "tls.crt", "key-file", "tls.key"));

  private ClusterTls() {}

  /** Settings of the actor system; none when the cluster has no TLS. */
  static Map<String, Object> of(NodeConfig config) {
    String folder = config.text("mori.cluster.tls");
    if (folder.isEmpty()) {
      return Map.of();
    }
    Map<String, Object> settings = new TreeMap<>();
    settings.put("pekko.remote.artery.transport", "tls-tcp");
    settings.put(
        "pekko.remote.artery.ssl.ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
    FILES.forEach(
        (setting, name) -> settings.put(KEYS + setting, readable(folder, name).toString()));
    checkKind(readable(folder, "tls.crt"));
    return settings;
  }

  /** The library that reads the key knows one kind only. */
  private static void checkKind(Path certificate) {
    try (InputStream in = Files.newInputStream(certificate)) {
      String kind =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(in)
              .getPublicKey()
              .getAlgorithm();
      if (!kind.equals("RSA")) {
        throw wrong("expected an RSA key, found " + kind + " in " + certificate + ".");
      }
    } catch (IOException | CertificateException e) {
      throw wrong(certificate + " is not a certificate (PEM): " + e.getMessage() + ".");
    }
  }

  private static CliFailure wrong(String sentence) {
    return new CliFailure(ExitCode.USAGE, "mori.cluster.tls: " + sentence);
  }

  private static Path readable(String folder, String name) {
    Path file = Path.of(folder, name).toAbsolutePath();
    if (!Files.isReadable(file)) {
      throw wrong(
          "expected a folder with ca.crt, tls.crt and tls.key (PEM); " + file + " cannot be read.");
    }
    return file;
  }
}
