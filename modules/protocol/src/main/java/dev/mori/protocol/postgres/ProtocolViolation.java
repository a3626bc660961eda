package dev.mori.protocol.postgres;

/**
 * Why octets are not a message: an SQLSTATE and one sentence as PostgreSQL would say it. Neither
 * holds client text or row values.
 */
public record ProtocolViolation(String sqlState, String sentence) {
  /** SQLSTATE protocol_violation. */
  public static final String PROTOCOL_VIOLATION = "08P01";

  /** SQLSTATE character_not_in_repertoire: text that is not UTF-8. */
  public static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";

  /** SQLSTATE invalid_parameter_value: a format code other than 0 and 1. */
  public static final String INVALID_PARAMETER_VALUE = "22023";

  /** A violation with SQLSTATE 08P01. */
  public static ProtocolViolation of(String sentence) {
    return new ProtocolViolation(PROTOCOL_VIOLATION, sentence);
  }
}
