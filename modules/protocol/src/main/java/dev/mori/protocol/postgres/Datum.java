package dev.mori.protocol.postgres;

/**
 * One value on the wire, a parameter of Bind or a column of DataRow: absent (length -1) or octets
 * in the format announced elsewhere.
 */
public sealed interface Datum {
  /** SQL null. */
  Datum NULL = new Null();

  /** SQL null: on the wire the length -1 and no octets. */
  record Null() implements Datum {}

  /** A value's octets, in text or binary format. */
  record Value(Octets octets) implements Datum {}

  /** The value in text format. */
  static Datum text(String text) {
    return new Value(Octets.ofUtf8(text));
  }
}
