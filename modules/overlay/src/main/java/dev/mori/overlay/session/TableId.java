package dev.mori.overlay.session;

import java.util.Comparator;

/**
 * A table of prod by the name it had when the session's shadow was cloned.
 *
 * <p>The identity stays the same when the session renames the table or moves it to another schema,
 * because prod keeps its own name. A table the session itself created has no {@code TableId}:
 * nothing of it is in prod.
 *
 * @param schema schema in prod, unquoted, exact case
 * @param name table in prod, unquoted, exact case
 */
public record TableId(String schema, String name) implements Comparable<TableId> {

  private static final Comparator<TableId> ORDER =
      Comparator.comparing(TableId::schema).thenComparing(TableId::name);

  @Override
  public int compareTo(TableId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return schema + '.' + name;
  }
}
