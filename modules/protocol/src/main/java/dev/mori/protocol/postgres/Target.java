package dev.mori.protocol.postgres;

/** What Describe and Close name. */
public enum Target {
  /** A prepared statement: {@code 'S'}. */
  STATEMENT('S'),
  /** A portal: {@code 'P'}. */
  PORTAL('P');

  private final byte code;

  Target(char code) {
    this.code = (byte) code;
  }

  /** The octet on the wire. */
  public byte code() {
    return code;
  }
}
