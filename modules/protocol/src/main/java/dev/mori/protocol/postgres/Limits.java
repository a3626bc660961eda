package dev.mori.protocol.postgres;

import java.util.Optional;

/**
 * How long a frame may be; asked <em>before</em> anything is allocated for it. All lengths are in
 * octets and are the frame's Int32 as it stands on the wire: they count themselves (4), but not the
 * type octet.
 *
 * <p>Short messages are held to the server's own smaller limit whatever {@code maxMessageBytes} is
 * (PostgreSQL source, {@code PQ_SMALL_MESSAGE_LIMIT}, {@code PG_MAX_AUTH_TOKEN_LENGTH}).
 *
 * @param maxStartupBytes longest startup packet without its length; at least 8
 * @param maxMessageBytes longest frame; at least 8
 * @param maxParameters most parameters of Parse and Bind, 0 to 65535
 */
public record Limits(int maxStartupBytes, int maxMessageBytes, int maxParameters) {
  private static final int LENGTH_BYTES = 4;
  private static final int SMALL_MESSAGE_BYTES = 10_000;
  private static final int AUTHENTICATION_BYTES = 65_535;

  /** What clients may send: startup 10 000 octets, frames 64 MiB, 65535 parameters. */
  public static final Limits CLIENT = new Limits(10_000, 64 << 20, 65_535);

  /** What servers may send: frames up to 1 GiB - 2, the server's own limit of an allocation. */
  public static final Limits SERVER = new Limits(10_000, 0x3ffffffe, 65_535);

  /** Checks the ranges. */
  public Limits {
    if (maxStartupBytes < 8 || maxMessageBytes < 8) {
      throw new IllegalArgumentException("limits of frames are at least 8 octets");
    }
    if (maxParameters < 0 || maxParameters > 65_535) {
      throw new IllegalArgumentException("the protocol has 0 to 65535 parameters");
    }
  }

  /** The same limits with another longest frame. */
  public Limits withMaxMessageBytes(int bytes) {
    return new Limits(maxStartupBytes, bytes, maxParameters);
  }

  /** Judges the length of a startup packet; empty means it may be read. */
  public Optional<ProtocolViolation> checkStartupLength(int length) {
    int body = length - LENGTH_BYTES;
    return length < 2 * LENGTH_BYTES || body > maxStartupBytes
        ? Optional.of(ProtocolViolation.of("invalid length of startup packet"))
        : Optional.empty();
  }

  /** Judges type and length of a client's frame; empty means it may be read. */
  public Optional<ProtocolViolation> checkLength(byte type, int length) {
    return switch (type) {
      case 'Q', 'P', 'B', 'F', 'd' -> check(length, maxMessageBytes);
      case 'p' -> check(length, Math.min(AUTHENTICATION_BYTES, maxMessageBytes));
      case 'C', 'D', 'E', 'H', 'S', 'X', 'c', 'f' ->
          check(length, Math.min(SMALL_MESSAGE_BYTES, maxMessageBytes));
      default -> Optional.of(unknownType(type));
    };
  }

  /** Judges the length of a server's frame of any type; empty means it may be read. */
  public Optional<ProtocolViolation> checkBackendLength(int length) {
    return check(length, maxMessageBytes);
  }

  static ProtocolViolation unknownType(byte type) {
    return ProtocolViolation.of("invalid frontend message type " + (type & 0xff));
  }

  private static Optional<ProtocolViolation> check(int length, int max) {
    return length < LENGTH_BYTES || length > max
        ? Optional.of(ProtocolViolation.of("invalid message length"))
        : Optional.empty();
  }
}
