package dev.mori.engine.postgres;

import java.util.List;

/**
 * A foreign key, seen from both ends.
 *
 * @param name the constraint's name
 * @param child oid of the referencing relation
 * @param parent oid of the referenced relation
 * @param columns attribute numbers in the child, in key order
 * @param referenced attribute numbers in the parent, in key order
 * @param actions what it does
 * @param deferral when it is checked
 */
public record ForeignKey(
    String name,
    long child,
    long parent,
    List<Integer> columns,
    List<Integer> referenced,
    Actions actions,
    Deferral deferral) {

  /** Copies the lists. */
  public ForeignKey {
    columns = List.copyOf(columns);
    referenced = List.copyOf(referenced);
  }

  /**
   * Actions and match type.
   *
   * @param onDelete when the parent row is deleted
   * @param onUpdate when the parent's key changes
   * @param matchFull MATCH FULL instead of MATCH SIMPLE
   * @param inherited whether it is a copy that a partition has from its parent's constraint
   */
  public record Actions(Action onDelete, Action onUpdate, boolean matchFull, boolean inherited) {}

  /** A referential action ({@code pg_constraint.confdeltype}). */
  public enum Action {
    /** NO ACTION. */
    NO_ACTION,
    /** RESTRICT. */
    RESTRICT,
    /** CASCADE. */
    CASCADE,
    /** SET NULL. */
    SET_NULL,
    /** SET DEFAULT. */
    SET_DEFAULT
  }

  /** Whether and how checking may wait for COMMIT. */
  public enum Deferral {
    /** NOT DEFERRABLE. */
    NEVER,
    /** DEFERRABLE INITIALLY IMMEDIATE. */
    ALLOWED,
    /** DEFERRABLE INITIALLY DEFERRED. */
    INITIALLY
  }
}
