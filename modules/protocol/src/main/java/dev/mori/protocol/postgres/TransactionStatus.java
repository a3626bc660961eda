package dev.mori.protocol.postgres;

/** The backend transaction status of ReadyForQuery (PostgreSQL 17, Message Formats). */
public enum TransactionStatus {
  /** {@code 'I'}: not in a transaction block. */
  IDLE('I'),
  /** {@code 'T'}: in a transaction block. */
  IN_TRANSACTION('T'),
  /** {@code 'E'}: in a failed transaction block. */
  FAILED('E');

  private final byte code;

  TransactionStatus(char code) {
    this.code = (byte) code;
  }

  /** The octet on the wire. */
  public byte code() {
    return code;
  }
}
