package dev.mori.overlay.statement;

import java.util.Optional;

/**
 * What a transaction-control statement says.
 *
 * @param verb what it does
 * @param name the savepoint's name; for prepared transactions and snapshots the string constant's
 *     place, with an empty value
 * @param isolation the isolation level it asks for, when it names one
 * @param access READ ONLY or READ WRITE, when written
 * @param deferrable DEFERRABLE or NOT DEFERRABLE, when written
 * @param chain whether AND CHAIN is written
 */
public record Transaction(
    Verb verb,
    Optional<Name> name,
    Optional<Isolation> isolation,
    Optional<Access> access,
    Optional<Boolean> deferrable,
    boolean chain) {

  /** What a transaction-control statement does. */
  public enum Verb {
    /** {@code BEGIN} or {@code START TRANSACTION}. */
    BEGIN,
    /** {@code COMMIT} or {@code END}. */
    COMMIT,
    /** {@code ROLLBACK} or {@code ABORT}. */
    ROLLBACK,
    /** {@code SAVEPOINT name}. */
    SAVEPOINT,
    /** {@code RELEASE [SAVEPOINT] name}. */
    RELEASE,
    /** {@code ROLLBACK TO [SAVEPOINT] name}. */
    ROLLBACK_TO,
    /** {@code PREPARE TRANSACTION 'gid'}. */
    PREPARE_TRANSACTION,
    /** {@code COMMIT PREPARED 'gid'}. */
    COMMIT_PREPARED,
    /** {@code ROLLBACK PREPARED 'gid'}. */
    ROLLBACK_PREPARED,
    /** {@code SET TRANSACTION modes}. */
    SET_TRANSACTION,
    /** {@code SET SESSION CHARACTERISTICS AS TRANSACTION modes}. */
    SET_CHARACTERISTICS,
    /** {@code SET TRANSACTION SNAPSHOT 'id'}. */
    SET_SNAPSHOT,
    /** {@code SET CONSTRAINTS ... DEFERRED | IMMEDIATE}. */
    SET_CONSTRAINTS
  }

  /** Isolation levels, weakest first. */
  public enum Isolation {
    /** {@code READ UNCOMMITTED}. */
    READ_UNCOMMITTED,
    /** {@code READ COMMITTED}. */
    READ_COMMITTED,
    /** {@code REPEATABLE READ}. */
    REPEATABLE_READ,
    /** {@code SERIALIZABLE}. */
    SERIALIZABLE
  }

  /** Access modes. */
  public enum Access {
    /** {@code READ ONLY}. */
    READ_ONLY,
    /** {@code READ WRITE}. */
    READ_WRITE
  }
}
