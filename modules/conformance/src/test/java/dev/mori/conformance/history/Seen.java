package dev.mori.conformance.history;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A state of a key as somebody saw it: how many writes it has had, and what is known of them. */
public sealed interface Seen {
  /** The number of the last write in it; 0 before the first. */
  int position();

  /** The values of those of its writes that it tells, by number from 1. */
  SortedMap<Integer, Integer> writes();

  /** A list to which every write appended its value. */
  record Items(List<Integer> values) implements Seen {
    @Override
    public int position() {
      return values.size();
    }

    @Override
    public SortedMap<Integer, Integer> writes() {
      SortedMap<Integer, Integer> all = new TreeMap<>();
      for (int i = 0; i < values.size(); i++) {
        all.put(i + 1, values.get(i));
      }
      return all;
    }
  }

  /** A register that counts its writes and keeps the last one's value. */
  record Register(int version, int value) implements Seen {
    @Override
    public int position() {
      return version;
    }

    @Override
    public SortedMap<Integer, Integer> writes() {
      SortedMap<Integer, Integer> last = new TreeMap<>();
      if (version > 0) {
        last.put(version, value);
      }
      return last;
    }
  }
}
