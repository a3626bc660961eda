package dev.mori.overlay.statement;

import java.util.Optional;
import java.util.Set;

/**
 * One place where a statement names a stored relation (table, view, sequence); names of common
 * table expressions and functions are not references.
 *
 * @param name the relation's name as written
 * @param source the whole item: {@code ONLY}, parentheses around the name, {@code *}, alias with
 *     column list, TABLESAMPLE; for {@link Role#TABLE_COMMAND} it includes the word TABLE
 * @param alias the alias, when one is written
 * @param level id of the {@link QueryLevel} whose FROM list (or DML statement) it stands in
 * @param role what the statement does with it
 * @param traits further facts
 */
public record TableRef(
    QualifiedName name,
    Span source,
    Optional<Alias> alias,
    int level,
    Role role,
    Set<Trait> traits) {
  public TableRef {
    traits = Set.copyOf(traits);
  }

  /** The name by which columns of this reference are qualified: its alias, or its own name. */
  public String visibleName() {
    return alias.map(a -> a.name().value()).orElseGet(name::name);
  }

  /** Whether {@code trait} holds. */
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** What a statement does with a relation. */
  public enum Role {
    /** A FROM or USING item: read. */
    SOURCE,
    /** {@code TABLE t}, short for {@code SELECT * FROM t}: read. */
    TABLE_COMMAND,
    /** The table an INSERT, UPDATE, DELETE or MERGE writes. */
    TARGET
  }

  /** Facts about a reference. */
  public enum Trait {
    /** {@code ONLY} is written. */
    ONLY,
    /** The old {@code t *} is written. */
    DESCENDANTS,
    /** A TABLESAMPLE clause follows. */
    TABLESAMPLE,
    /** It stands on the side of an outer join of its own FROM list that may be null-extended. */
    NULLABLE_SIDE
  }
}
