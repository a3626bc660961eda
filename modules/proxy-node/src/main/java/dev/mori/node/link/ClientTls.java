package dev.mori.node.link;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * TLS settings of links, made once per mode and root certificate. Reads files: not on a loop.
 *
 * <p>As libpq: prefer and require check the certificate only when a root certificate is configured
 * (and then as verify-ca); only verify-full checks the host name.
 */
final class ClientTls {
  private record Key(SslMode mode, Optional<Path> root) {}

  private final Map<Key, SslContext> contexts = new ConcurrentHashMap<>();

  /**
   * The context for this endpoint.
   *
   * @throws LinkFailure when the root certificate cannot be used
   */
  SslContext context(Endpoint endpoint) {
    Key key = new Key(endpoint.sslMode(), endpoint.rootCertificate());
    SslContext known = contexts.get(key);
    if (known != null) {
      return known;
    }
    SslContext made = make(key);
    contexts.put(key, made);
    return made;
  }

  private static SslContext make(Key key) {
    boolean verified = key.mode().compareTo(SslMode.VERIFY_CA) >= 0;
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      if (key.root().isPresent()) {
        Path root = key.root().get();
        if (!Files.isReadable(root)) {
          throw new LinkFailure(
              LinkFailure.Reason.UNSUPPORTED,
              "the root certificate file \"" + root + "\" cannot be read");
        }
        builder.trustManager(root.toFile());
      } else if (!verified) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      }
      return builder
          .endpointIdentificationAlgorithm(key.mode() == SslMode.VERIFY_FULL ? "HTTPS" : "")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new LinkFailure(
          LinkFailure.Reason.UNSUPPORTED,
          "the root certificate file \""
              + key.root().map(Path::toString).orElse("")
              + "\" is not a PEM certificate: "
              + e.getMessage());
    }
  }
}
