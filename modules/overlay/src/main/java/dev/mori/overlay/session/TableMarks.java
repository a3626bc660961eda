package dev.mori.overlay.session;

/**
 * What is known about the local keys of one table: a superset of the keys in the shadow's ledger.
 *
 * @param keys marked keys; empty when the table is detached, because then they decide nothing
 * @param detached whether prod is not consulted for this table any more (it was truncated or
 *     localized)
 */
public record TableMarks(KeySet keys, boolean detached) {

  /** Of a table in which nothing was ever marked. */
  public static final TableMarks CLEAN = new TableMarks(KeySet.EMPTY, false);

  /** Of a table that lives in the shadow alone. */
  public static final TableMarks DETACHED = new TableMarks(KeySet.EMPTY, true);

  /** The keys of a detached table are forgotten. */
  public TableMarks {
    keys = detached ? KeySet.EMPTY : keys;
  }

  /** Whether anything of the table may be local. */
  public boolean dirty() {
    return detached || !keys.isEmpty();
  }

  /** Whether the key may be local; {@code false} proves that prod is authoritative for it. */
  public boolean mayContain(KeyMark key) {
    return detached || keys.contains(key);
  }

  /** These marks and those keys. */
  public TableMarks plus(KeySet more) {
    return detached ? this : new TableMarks(keys.plus(more), false);
  }
}
