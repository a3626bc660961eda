package dev.mori.overlay.session;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One key of one table as the marks know it: 64 bits.
 *
 * <p>A key of a single integer column ({@code smallint}, {@code integer}, {@code bigint}) is its
 * own value. Every other key is the hash of its canonical texts, one for each key column in the
 * order of the key. Two keys with equal hashes make the marks a larger superset, which costs speed
 * and is never wrong. What matters is the other direction: one key always gives one mark. So the
 * text of a value must be canonical (the database's own output of the value under pinned settings,
 * equal for all values that the key's index holds equal), and a table whose key columns change
 * their type must be detached.
 *
 * <p>Marks are journalled, so the hash is fixed for ever: FNV-1a with 64 bits (offset basis {@code
 * cbf29ce484222325}, prime {@code 100000001b3}) over, for each text, its length in UTF-8 bytes as
 * four bytes, most significant first, and the bytes; then the 64-bit finalizer of MurmurHash3
 * ({@code fmix64}), which spreads the bits.
 *
 * @param bits the value of an integer key, or the hash of any other
 */
public record KeyMark(long bits) implements Comparable<KeyMark> {

  private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** The mark of a key of one integer column. */
  public static KeyMark ofLong(long value) {
    return new KeyMark(value);
  }

  /**
   * The mark of any other key.
   *
   * @param canonicalTexts one text for each key column, in the order of the key; at least one
   */
  public static KeyMark ofText(List<String> canonicalTexts) {
    if (canonicalTexts.isEmpty()) {
      throw new IllegalArgumentException("a key has at least one column");
    }
    long hash = FNV_OFFSET_BASIS;
    for (String text : canonicalTexts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int shift = 24; shift >= 0; shift -= 8) {
        hash = fnv(hash, bytes.length >>> shift);
      }
      for (byte b : bytes) {
        hash = fnv(hash, b);
      }
    }
    return new KeyMark(mix(hash));
  }

  @Override
  public int compareTo(KeyMark other) {
    return Long.compare(bits, other.bits);
  }

  private static long fnv(long hash, int octet) {
    return (hash ^ (octet & 0xff)) * FNV_PRIME;
  }

  private static long mix(long value) {
    long h = value;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
