package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Filter;
import dev.mori.overlay.statement.TableRef;
import java.util.List;

/**
 * What the condition of a write says of the keys of the rows that it changes.
 *
 * @param text the write
 * @param target how it names the table
 * @param where its condition
 */
public record TargetKeys(ReadText text, TableRef target, Relation table, Filter.Where where) {
  /**
   * Every key that the rows can have; empty when the condition does not name them.
   *
   * @param parameterTypes the shadow's type oids of the client's parameters, in order
   */
  public List<List<KeyValue>> named(List<Long> parameterTypes) {
    return KeyBinding.of(text, target, table, where, new Deltas(parameterTypes)).keys();
  }
}
