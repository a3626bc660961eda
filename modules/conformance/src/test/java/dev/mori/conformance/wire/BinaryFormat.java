package dev.mori.conformance.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.UUID;

/** Text to binary format, for the built-in types whose binary form is short. */
public final class BinaryFormat {
  /** OIDs of built-in types, from pg_type.dat. */
  public static final int BOOL = 16,
      BYTEA = 17,
      INT8 = 20,
      INT2 = 21,
      INT4 = 23,
      TEXT = 25,
      FLOAT8 = 701,
      BPCHAR = 1042,
      VARCHAR = 1043,
      DATE = 1082,
      TIMESTAMP = 1114,
      TIMESTAMPTZ = 1184,
      NUMERIC = 1700,
      UUID_OID = 2950,
      JSONB = 3802;

  private static final long EPOCH_DAY_2000 = LocalDate.of(2000, 1, 1).toEpochDay();

  private BinaryFormat() {}

  /** Whether {@link #encode} can. */
  public static boolean knows(int typeOid) {
    return switch (typeOid) {
      case BOOL, BYTEA, INT8, INT2, INT4, TEXT, FLOAT8, BPCHAR, VARCHAR, DATE, UUID_OID, JSONB ->
          true;
      default -> false;
    };
  }

  /**
   * The value's binary format.
   *
   * @throws IllegalArgumentException for a type that is not known or a text that is not of it
   */
  public static byte[] encode(int typeOid, String text) {
    return switch (typeOid) {
      case BOOL -> new byte[] {(byte) (text.startsWith("t") ? 1 : 0)};
      case BYTEA -> HexFormat.of().parseHex(text.substring(2));
      case INT8 -> ByteBuffer.allocate(8).putLong(Long.parseLong(text)).array();
      case INT2 -> ByteBuffer.allocate(2).putShort(Short.parseShort(text)).array();
      case INT4 -> ByteBuffer.allocate(4).putInt(Integer.parseInt(text)).array();
      case TEXT, VARCHAR, BPCHAR -> text.getBytes(StandardCharsets.UTF_8);
      case FLOAT8 -> ByteBuffer.allocate(8).putDouble(Double.parseDouble(text)).array();
      case DATE ->
          ByteBuffer.allocate(4)
              .putInt((int) (LocalDate.parse(text).toEpochDay() - EPOCH_DAY_2000))
              .array();
      case UUID_OID -> {
        UUID uuid = UUID.fromString(text);
        yield ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
      }
      case JSONB -> {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        yield ByteBuffer.allocate(json.length + 1).put((byte) 1).put(json).array();
      }
      default -> throw new IllegalArgumentException("no binary format here for type " + typeOid);
    };
  }
}
