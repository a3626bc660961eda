package dev.mori.engine.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unique index or an exclusion constraint: what a new row can collide with.
 *
 * @param oid the index's oid in the shadow
 * @param relation oid of the table it is on
 * @param name the index's name
 * @param form what it enforces
 * @param predicate the condition of a partial index ({@code pg_get_expr(indpred)}), or null
 * @param constraint the constraint it belongs to, or null for a bare index
 * @param parts its key parts in order
 */
public record UniqueIndex(
    long oid,
    long relation,
    String name,
    Form form,
    @Nullable String predicate,
    @Nullable String constraint,
    List<Part> parts) {

  /** Copies the list. */
  public UniqueIndex {
    parts = List.copyOf(parts);
  }

  /**
   * What the index enforces.
   *
   * @param unique {@code indisunique}
   * @param primary {@code indisprimary}
   * @param exclusion {@code indisexclusion}
   * @param immediate whether it is enforced row by row, not at the end of statement or transaction
   * @param nullsNotDistinct whether two NULLs collide (PostgreSQL 15 and later)
   */
  public record Form(
      boolean unique,
      boolean primary,
      boolean exclusion,
      boolean immediate,
      boolean nullsNotDistinct) {}

  /**
   * One key part.
   *
   * @param attnum the column, or 0 for an expression
   * @param definition {@code pg_get_indexdef(index, k, true)}: a quoted column or an expression
   * @param notNull whether the column is NOT NULL (false for an expression)
   * @param operator for an exclusion constraint its operator as {@code OPERATOR(schema.op)}, else
   *     null
   */
  public record Part(int attnum, String definition, boolean notNull, @Nullable String operator) {}

  /** Whether it can identify rows: unique, total, on plain NOT NULL columns. */
  public boolean identifies() {
    return form.unique()
        && predicate == null
        && parts.stream().allMatch(p -> p.attnum() > 0 && p.notNull());
  }
}
