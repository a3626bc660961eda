package dev.mori.protocol.postgres;

/**
 * The server's answer to SSLRequest: one octet without type or length (PostgreSQL 17, Message Flow,
 * "SSL Session Encryption"). {@link #REFUSED} also answers GSSENCRequest.
 */
public enum SslAnswer {
  /** {@code 'S'}: the TLS handshake follows. */
  ACCEPTED('S'),
  /** {@code 'N'}: the connection goes on in clear text. */
  REFUSED('N');

  private final byte code;

  SslAnswer(char code) {
    this.code = (byte) code;
  }

  /** The octet on the wire. */
  public byte code() {
    return code;
  }
}
