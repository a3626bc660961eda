package dev.mori.overlay.statement;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A statement that defines, alters or drops objects.
 *
 * @param verb what it does
 * @param object the kind of object
 * @param names the objects it names; empty when an index is created without a name
 * @param relations other relations it names: an index's, trigger's, rule's or policy's table,
 *     parents, LIKE sources, foreign-key parents, a sequence's owner table
 * @param actions the comma-separated actions of ALTER TABLE
 * @param flags further facts
 * @param query the defining query of a view or of CREATE TABLE AS
 */
public record Definition(
    Verb verb,
    ObjectKind object,
    List<QualifiedName> names,
    List<QualifiedName> relations,
    List<AlterAction> actions,
    Set<Flag> flags,
    Optional<Query> query) {
  public Definition {
    names = List.copyOf(names);
    relations = List.copyOf(relations);
    actions = List.copyOf(actions);
    flags = Set.copyOf(flags);
  }

  /** Whether {@code flag} holds. */
  public boolean is(Flag flag) {
    return flags.contains(flag);
  }

  /** What a definition does. */
  public enum Verb {
    /** {@code CREATE}. */
    CREATE,
    /** {@code ALTER}. */
    ALTER,
    /** {@code DROP}. */
    DROP,
    /** {@code COMMENT ON}. */
    COMMENT,
    /** {@code SECURITY LABEL}. */
    SECURITY_LABEL,
    /** {@code GRANT}. */
    GRANT,
    /** {@code REVOKE}. */
    REVOKE,
    /** {@code REASSIGN OWNED}. */
    REASSIGN,
    /** {@code IMPORT FOREIGN SCHEMA}. */
    IMPORT,
    /** {@code REFRESH MATERIALIZED VIEW}. */
    REFRESH
  }

  /** Kinds of objects, as far as anything depends on them. */
  public enum ObjectKind {
    /** A table, partitioned or not. */
    TABLE,
    /** {@code CREATE TABLE ... AS query}. */
    TABLE_AS,
    /** A foreign table. */
    FOREIGN_TABLE,
    /** An index. */
    INDEX,
    /** A view. */
    VIEW,
    /** A materialized view. */
    MATERIALIZED_VIEW,
    /** A type. */
    TYPE,
    /** A domain. */
    DOMAIN,
    /** A sequence. */
    SEQUENCE,
    /** A function, procedure, routine or aggregate. */
    ROUTINE,
    /** A trigger on a table. */
    TRIGGER,
    /** An event trigger. */
    EVENT_TRIGGER,
    /** A rewrite rule. */
    RULE,
    /** A row security policy. */
    POLICY,
    /** A schema. */
    SCHEMA,
    /** An extension. */
    EXTENSION,
    /** A cast, operator, operator class or family, collation, conversion or text-search object. */
    CATALOG_OBJECT,
    /** Extended statistics. */
    STATISTICS,
    /** A role, user or group. */
    ROLE,
    /** A database. */
    DATABASE,
    /** A tablespace. */
    TABLESPACE,
    /** The server's own configuration (ALTER SYSTEM). */
    SYSTEM,
    /** A publication or subscription. */
    REPLICATION,
    /** A foreign server, wrapper or user mapping. */
    FOREIGN_SERVER,
    /** Default privileges. */
    DEFAULT_PRIVILEGES,
    /** Privileges on objects (GRANT and REVOKE ... ON). */
    PRIVILEGES,
    /** {@code OWNED BY} a role. */
    OWNED,
    /** A kind this list does not have. */
    OTHER
  }

  /** Facts about a definition. */
  public enum Flag {
    /** {@code IF EXISTS}. */
    IF_EXISTS,
    /** {@code IF NOT EXISTS}. */
    IF_NOT_EXISTS,
    /** {@code OR REPLACE}. */
    OR_REPLACE,
    /** {@code TEMPORARY}, or a name in {@code pg_temp}. */
    TEMPORARY,
    /** {@code UNLOGGED}. */
    UNLOGGED,
    /** {@code UNIQUE} index. */
    UNIQUE,
    /** {@code CONCURRENTLY}: cannot run inside a transaction block. */
    CONCURRENTLY,
    /** {@code CASCADE}. */
    CASCADE,
    /** {@code PARTITION OF}. */
    PARTITION,
    /** {@code PARTITION BY}. */
    PARTITIONED,
    /** {@code WITH NO DATA}. */
    NO_DATA,
    /** {@code AS EXECUTE}: the rows come from a prepared statement. */
    EXECUTES
  }
}
