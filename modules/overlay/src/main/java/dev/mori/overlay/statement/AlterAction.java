package dev.mori.overlay.statement;

import java.util.Optional;

/**
 * One action of ALTER TABLE (and of ALTER INDEX, VIEW, SEQUENCE where it has the same form).
 *
 * @param kind what it does
 * @param name the column, constraint, trigger or partition it names
 * @param newName the new name or schema of a rename or move
 * @param span the action in the source
 */
public record AlterAction(Kind kind, Optional<Name> name, Optional<Name> newName, Span span) {
  /** What an action does. */
  public enum Kind {
    /** {@code ADD [COLUMN]}. */
    ADD_COLUMN,
    /** {@code DROP [COLUMN]}. */
    DROP_COLUMN,
    /** {@code RENAME [COLUMN] a TO b}. */
    RENAME_COLUMN,
    /** {@code RENAME TO b}. */
    RENAME_TABLE,
    /** {@code RENAME CONSTRAINT a TO b}. */
    RENAME_CONSTRAINT,
    /** {@code SET SCHEMA s}. */
    SET_SCHEMA,
    /** {@code ALTER [COLUMN] c [SET DATA] TYPE}. */
    COLUMN_TYPE,
    /** {@code ALTER c SET DEFAULT} or {@code DROP DEFAULT}. */
    COLUMN_DEFAULT,
    /** {@code ALTER c SET NOT NULL}. */
    SET_NOT_NULL,
    /** {@code ALTER c DROP NOT NULL}. */
    DROP_NOT_NULL,
    /** {@code ALTER c ADD GENERATED}, {@code SET GENERATED}, {@code DROP IDENTITY}, RESTART. */
    IDENTITY,
    /** {@code ALTER c DROP EXPRESSION}. */
    DROP_EXPRESSION,
    /** {@code ALTER c SET STATISTICS}, STORAGE, COMPRESSION, options: no effect on contents. */
    COLUMN_OPTION,
    /** {@code ADD [CONSTRAINT n] PRIMARY KEY}. */
    ADD_PRIMARY_KEY,
    /** {@code ADD [CONSTRAINT n] UNIQUE}. */
    ADD_UNIQUE,
    /** {@code ADD [CONSTRAINT n] FOREIGN KEY}. */
    ADD_FOREIGN_KEY,
    /** {@code ADD [CONSTRAINT n] CHECK}. */
    ADD_CHECK,
    /** {@code ADD [CONSTRAINT n] EXCLUDE}. */
    ADD_EXCLUDE,
    /** {@code ALTER CONSTRAINT}. */
    ALTER_CONSTRAINT,
    /** {@code VALIDATE CONSTRAINT}. */
    VALIDATE_CONSTRAINT,
    /** {@code DROP CONSTRAINT}. */
    DROP_CONSTRAINT,
    /** {@code ATTACH PARTITION}. */
    ATTACH_PARTITION,
    /** {@code DETACH PARTITION}. */
    DETACH_PARTITION,
    /** {@code INHERIT} or {@code NO INHERIT}. */
    INHERIT,
    /** {@code ENABLE} or {@code DISABLE TRIGGER}, {@code RULE}. */
    TRIGGER_STATE,
    /** {@code ENABLE}, {@code DISABLE}, {@code FORCE ROW LEVEL SECURITY}. */
    ROW_SECURITY,
    /** {@code OWNER TO}, storage parameters, tablespace, logged, cluster, replica identity. */
    TABLE_OPTION,
    /** An action this list does not have. */
    OTHER
  }
}
