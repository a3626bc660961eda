package dev.mori.conformance.wire;

import org.jspecify.annotations.Nullable;

/**
 * A bind parameter.
 *
 * @param typeOid the built-in type to announce in Parse, 0: let the server infer it
 * @param text the value in text format, null for SQL NULL
 * @param binary true: sent in binary format, which needs a type {@link BinaryFormat} knows
 */
public record Param(int typeOid, @Nullable String text, boolean binary) {
  @Override
  public String toString() {
    return (text == null ? "NULL" : "'" + text.replace("'", "''") + "'")
        + (typeOid == 0 ? "" : "/oid " + typeOid)
        + (binary ? "/binary" : "");
  }
}
