package dev.mori.overlay.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of {@link KeyMark}s of one table that is cheap to look into and cheap to
 * enlarge.
 *
 * <p>It is a stack of layers without common values, each at least twice as large as the next one.
 * Adding puts a layer on top and merges the layers that have become too similar in size; all others
 * are shared with the old set. So a lookup asks at most log2(size) layers and an addition moves
 * each key log2(size) times in the life of the set.
 */
public final class KeySet {

  /** The set without a key. */
  public static final KeySet EMPTY = new KeySet(List.of());

  private final List<KeyRun> layers;
  private final long size;

  private KeySet(List<KeyRun> layers) {
    this.layers = layers;
    this.size = layers.stream().mapToLong(KeyRun::size).sum();
  }

  /** The set of these keys; duplicates count once. */
  public static KeySet of(KeyMark... keys) {
    return ofBits(Arrays.stream(keys).mapToLong(KeyMark::bits).toArray());
  }

  /** The set of these keys; duplicates count once. */
  public static KeySet copyOf(Collection<KeyMark> keys) {
    return ofBits(keys.stream().mapToLong(KeyMark::bits).toArray());
  }

  /** The set of the keys with these {@link KeyMark#bits}, in any order; duplicates count once. */
  public static KeySet ofBits(long... bits) {
    return ofSorted(Arrays.stream(bits).sorted().distinct().toArray());
  }

  /** Number of keys. */
  public long size() {
    return size;
  }

  /** Whether there is no key in it. */
  public boolean isEmpty() {
    return layers.isEmpty();
  }

  /** Whether the key is in the set. */
  public boolean contains(KeyMark key) {
    return contains(key.bits());
  }

  /** Whether every key of the other set is in this one. */
  public boolean containsAll(KeySet other) {
    return other.size <= size && Arrays.stream(other.toSortedBits()).allMatch(this::contains);
  }

  /** This set and the other one. */
  public KeySet plus(KeySet other) {
    if (isEmpty()) {
      return other;
    }
    KeySet added = other.minus(this);
    if (added.isEmpty()) {
      return this;
    }
    List<KeyRun> next = new ArrayList<>(layers);
    KeyRun top = KeyRun.of(added.toSortedBits());
    while (!next.isEmpty() && next.getLast().size() < 2 * top.size()) {
      top = KeyRun.merge(next.removeLast(), top);
    }
    next.add(top);
    return new KeySet(List.copyOf(next));
  }

  /** The keys of this set that are not in the other one. */
  public KeySet minus(KeySet other) {
    if (other.isEmpty() || isEmpty()) {
      return this;
    }
    long[] left = Arrays.stream(toSortedBits()).filter(bits -> !other.contains(bits)).toArray();
    return left.length == size ? this : ofSorted(left);
  }

  /** The set cut into sets of at most {@code limit} keys each; none for the empty set. */
  public List<KeySet> chunks(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
    if (size <= limit) {
      return isEmpty() ? List.of() : List.of(this);
    }
    long[] bits = toSortedBits();
    List<KeySet> chunks = new ArrayList<>();
    for (int from = 0; from < bits.length; from += limit) {
      chunks.add(ofSorted(Arrays.copyOfRange(bits, from, Math.min(bits.length, from + limit))));
    }
    return List.copyOf(chunks);
  }

  /** The {@link KeyMark#bits} of all keys in ascending order; a fresh array. */
  public long[] toSortedBits() {
    if (layers.size() == 1) {
      return layers.getFirst().toSortedArray();
    }
    long[] bits =
        layers.stream().flatMapToLong(layer -> Arrays.stream(layer.toSortedArray())).toArray();
    Arrays.sort(bits);
    return bits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeySet set
        && (set == this || (set.size == size && Arrays.equals(set.toSortedBits(), toSortedBits())));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toSortedBits());
  }

  /** The number of keys, never their values. */
  @Override
  public String toString() {
    return "KeySet[" + size + "]";
  }

  private static KeySet ofSorted(long[] sorted) {
    return sorted.length == 0 ? EMPTY : new KeySet(List.of(KeyRun.of(sorted)));
  }

  private boolean contains(long bits) {
    for (KeyRun layer : layers) {
      if (layer.contains(bits)) {
        return true;
      }
    }
    return false;
  }
}
