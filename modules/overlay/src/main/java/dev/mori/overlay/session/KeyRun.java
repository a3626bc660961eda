package dev.mori.overlay.session;

import java.util.Arrays;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * A non-empty sorted set of 64-bit values that never changes after construction: one layer of a
 * {@link KeySet}.
 */
sealed interface KeyRun {

  /**
   * Number of values that share their upper 48 bits, on average, from which a bitmap is the smaller
   * form.
   */
  int DENSE = 8;

  boolean contains(long value);

  long size();

  /** The values in ascending order of the signed value; a fresh array. */
  long[] toSortedArray();

  /**
   * The smaller of the two forms.
   *
   * @param sorted ascending, without duplicates, not empty; not modified by anyone from now on
   */
  static KeyRun of(long[] sorted) {
    long groups = 1;
    for (int i = 1; i < sorted.length; i++) {
      groups += sorted[i] >> 16 == sorted[i - 1] >> 16 ? 0 : 1;
    }
    if (sorted.length < groups * DENSE) {
      return new Sparse(sorted);
    }
    Roaring64Bitmap bitmap = new Roaring64Bitmap();
    bitmap.add(sorted);
    bitmap.runOptimize();
    return new Dense(bitmap, sorted.length);
  }

  /** Both in one; the two have no value in common. */
  static KeyRun merge(KeyRun one, KeyRun other) {
    if (one instanceof Dense a && other instanceof Dense b) {
      return new Dense(Roaring64Bitmap.or(a.bitmap, b.bitmap), a.size + b.size);
    }
    return of(mergeSorted(one.toSortedArray(), other.toSortedArray()));
  }

  private static long[] mergeSorted(long[] a, long[] b) {
    long[] merged = new long[a.length + b.length];
    int i = 0;
    int j = 0;
    for (int n = 0; n < merged.length; n++) {
      boolean fromA = j == b.length || (i < a.length && a[i] < b[j]);
      merged[n] = fromA ? a[i++] : b[j++];
    }
    return merged;
  }

  /** Scattered values: hashes, or integers far apart. Eight bytes each. */
  final class Sparse implements KeyRun {
    private final long[] sorted;

    private Sparse(long[] sorted) {
      this.sorted = sorted;
    }

    @Override
    public boolean contains(long value) {
      return Arrays.binarySearch(sorted, value) >= 0;
    }

    @Override
    public long size() {
      return sorted.length;
    }

    @Override
    public long[] toSortedArray() {
      return sorted.clone();
    }
  }

  /** Values close together: a compressed bitmap, between a bit and two bytes each. */
  final class Dense implements KeyRun {
    private final Roaring64Bitmap bitmap;
    private final long size;

    private Dense(Roaring64Bitmap bitmap, long size) {
      this.bitmap = bitmap;
      this.size = size;
    }

    @Override
    public boolean contains(long value) {
      return bitmap.contains(value);
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public long[] toSortedArray() {
      long[] values = bitmap.toArray();
      Arrays.sort(values); // the bitmap's order is that of unsigned values
      return values;
    }
  }
}
