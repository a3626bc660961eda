package dev.mori.node.transport;

import java.nio.file.Path;

/** Whether clients may encrypt, and with which certificate. */
public sealed interface ServerTls {
  /** SSLRequest is answered with 'N'. */
  record Off() implements ServerTls {}

  /**
   * A self-signed certificate, made at the first start and kept.
   *
   * @param directory where server.crt and server.key (mode 0600) are kept; created when missing
   */
  record SelfSigned(Path directory) implements ServerTls {}

  /**
   * A certificate of one's own.
   *
   * @param certificateChain PEM, the server's certificate first
   * @param key PEM, PKCS #8 without a passphrase
   */
  record Files(Path certificateChain, Path key) implements ServerTls {}
}
