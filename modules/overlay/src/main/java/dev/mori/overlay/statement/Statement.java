package dev.mori.overlay.statement;

import java.util.List;
import java.util.Optional;

/** One SQL statement, by kind. A text that is none of these is refused by the parser. */
public sealed interface Statement {

  /** SELECT, VALUES, TABLE or WITH that modifies no data and creates no table. */
  record Select(Query query) implements Statement {
    /** Whether FOR UPDATE or a relative stands anywhere in it. */
    public boolean locksRows() {
      return query.locksRows();
    }
  }

  /**
   * INSERT. The WITH clause is {@code query.top().with()}.
   *
   * @param columns the column list, empty when none is written
   */
  record Insert(
      Query query,
      TableRef target,
      List<Name> columns,
      Overriding overriding,
      InsertSource source,
      Optional<OnConflict> onConflict,
      Optional<Returning> returning)
      implements Statement {
    public Insert {
      columns = List.copyOf(columns);
    }
  }

  /** UPDATE. The WITH clause is {@code query.top().with()}. */
  record Update(
      Query query,
      TableRef target,
      List<SetItem> set,
      Optional<Clause> from,
      Filter filter,
      Optional<Returning> returning)
      implements Statement {
    public Update {
      set = List.copyOf(set);
    }
  }

  /** DELETE. The WITH clause is {@code query.top().with()}. */
  record Delete(
      Query query,
      TableRef target,
      Optional<Clause> using,
      Filter filter,
      Optional<Returning> returning)
      implements Statement {}

  /** MERGE; everything it reads and the target are in the query's references. */
  record Merge(Query query, TableRef target) implements Statement {}

  /**
   * A statement with INSERT, UPDATE, DELETE or MERGE inside WITH; the written tables have the role
   * {@link TableRef.Role#TARGET} in the query.
   */
  record DataModifyingCte(Query query) implements Statement {}

  /** {@code SELECT ... INTO t}. */
  record SelectInto(Query query, QualifiedName created) implements Statement {}

  /** TRUNCATE. */
  record Truncate(List<TableRef> tables, boolean restartIdentity, boolean cascade)
      implements Statement {
    public Truncate {
      tables = List.copyOf(tables);
    }
  }

  /** Any statement that defines, alters or drops objects; CREATE TABLE AS among them. */
  record Ddl(Definition definition) implements Statement {}

  /** Transaction control. */
  record TransactionControl(Transaction transaction) implements Statement {}

  /** SET and RESET of a variable. */
  record SetVariable(Setting setting) implements Statement {}

  /** SHOW; the variable is folded, {@code all} for SHOW ALL. */
  record Show(String variable) implements Statement {}

  /** DISCARD. */
  record Discard(Scope scope) implements Statement {
    /** What is discarded. */
    public enum Scope {
      /** Everything of the session. */
      ALL,
      /** Cached plans. */
      PLANS,
      /** Cached sequence values. */
      SEQUENCES,
      /** Temporary tables. */
      TEMPORARY
    }
  }

  /** {@code DECLARE name ... CURSOR ... FOR query}. */
  record DeclareCursor(Name name, Query query, boolean binary, boolean scroll, boolean hold)
      implements Statement {}

  /** FETCH or MOVE. */
  record Fetch(Name cursor, boolean moveOnly, Span direction) implements Statement {}

  /** {@code CLOSE name}, or CLOSE ALL when there is none. */
  record CloseCursor(Optional<Name> cursor) implements Statement {}

  /** COPY in either direction. */
  record CopyData(Copy copy) implements Statement {}

  /**
   * EXPLAIN.
   *
   * @param inner the explained statement, its positions in the same text
   * @param analyze whether it is executed
   */
  record Explain(Statement inner, Span innerSpan, boolean analyze) implements Statement {}

  /** {@code PREPARE name (types) AS statement}; the inner positions are in the same text. */
  record Prepare(Name name, Optional<Span> types, Statement inner, Span innerSpan)
      implements Statement {}

  /** {@code EXECUTE name (arguments)}; the query holds the arguments' references. */
  record Execute(Name name, List<Span> arguments, Query query) implements Statement {
    public Execute {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code DEALLOCATE name}, or DEALLOCATE ALL when there is none. */
  record Deallocate(Optional<Name> name) implements Statement {}

  /** LISTEN. */
  record Listen(Name channel) implements Statement {}

  /** {@code UNLISTEN channel}, or UNLISTEN * when there is none. */
  record Unlisten(Optional<Name> channel) implements Statement {}

  /** NOTIFY. */
  record Notify(Name channel, Optional<Span> payload) implements Statement {}

  /** LOCK TABLE. */
  record LockTable(List<TableRef> tables, String mode, boolean nowait) implements Statement {
    public LockTable {
      tables = List.copyOf(tables);
    }
  }

  /** DO; the body is any language's text. */
  record DoBlock() implements Statement {}

  /** CALL; the query holds the arguments' references. */
  record Call(QualifiedName procedure, Query query) implements Statement {}

  /** VACUUM, ANALYZE, REINDEX, CLUSTER, CHECKPOINT, LOAD. */
  record Maintenance(Action action, List<QualifiedName> relations) implements Statement {
    public Maintenance {
      relations = List.copyOf(relations);
    }

    /** Which maintenance. */
    public enum Action {
      /** {@code VACUUM}. */
      VACUUM,
      /** {@code ANALYZE}. */
      ANALYZE,
      /** {@code REINDEX}. */
      REINDEX,
      /** {@code CLUSTER}. */
      CLUSTER,
      /** {@code CHECKPOINT}. */
      CHECKPOINT,
      /** {@code LOAD}. */
      LOAD
    }
  }

  /** No tokens: blanks and comments only. */
  record Empty() implements Statement {}

  /** A statement that starts with a word no kind above has; never sent to prod. */
  record Unknown(String firstWord) implements Statement {}

  /** The OVERRIDING clause of INSERT. */
  enum Overriding {
    /** Not written. */
    NONE,
    /** {@code OVERRIDING SYSTEM VALUE}. */
    SYSTEM,
    /** {@code OVERRIDING USER VALUE}. */
    USER
  }
}
