package dev.mori.conformance.history;

/** An object that transactions read and write: one row of one table. */
public record Key(String table, int id) {
  @Override
  public String toString() {
    return table + id;
  }
}
