package dev.mori.node.session;

import dev.mori.protocol.postgres.BackendMessage.Field;
import java.util.List;

/**
 * What a statement returns.
 *
 * @param present whether it returns rows at all; a row may have no column
 * @param fields the columns
 */
record Columns(boolean present, List<Field> fields) {
  /** No rows. */
  static final Columns NONE = new Columns(false, List.of());

  Columns {
    fields = List.copyOf(fields);
  }
}
