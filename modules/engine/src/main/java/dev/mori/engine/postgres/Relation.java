package dev.mori.engine.postgres;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One relation of the shadow as a connection sees it.
 *
 * @param oid {@code pg_class.oid} in the shadow
 * @param name its schema and name in the session
 * @param kind what it is
 * @param traits facts that change how a query may use it
 * @param columns its live columns by ascending attnum; empty for system relations and sequences
 * @param origin the prod relation it was cloned from; null when the session made it
 * @param key the columns that identify a row, in the order of the ledger's {@code k1, k2, ...};
 *     empty when the relation has none
 */
public record Relation(
    long oid,
    ObjectName name,
    Kind kind,
    Traits traits,
    List<Column> columns,
    @Nullable Origin origin,
    List<Column> key) {

  /** Copies the lists. */
  public Relation {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** {@code pg_class.relkind}, and system relations as a kind of their own. */
  public enum Kind {
    /** An ordinary table. */
    TABLE,
    /** A partitioned table (or a partition that is itself partitioned). */
    PARTITIONED,
    /** A view. */
    VIEW,
    /** A materialized view. */
    MATERIALIZED_VIEW,
    /** A foreign table. */
    FOREIGN_TABLE,
    /** A sequence. */
    SEQUENCE,
    /** Anything in {@code pg_catalog} or {@code information_schema}. */
    SYSTEM
  }

  /**
   * Facts beside the kind.
   *
   * @param temporary whether it is a temporary relation of this connection
   * @param parent oid of the relation it is a partition or an inheritance child of, the first one
   *     of several, 0 without
   * @param partition whether it is a partition
   * @param rowSecurity whether row level security is enabled on it
   * @param inherited whether it is an ordinary table that other tables inherit from
   */
  public record Traits(
      boolean temporary, long parent, boolean partition, boolean rowSecurity, boolean inherited) {}

  /**
   * Where a relation came from.
   *
   * @param prod the relation's name on prod
   * @param detached whether the shadow alone is authoritative for its rows
   */
  public record Origin(ObjectName prod, boolean detached) {}

  /** The live column of this name, exactly as the catalog spells it. */
  public Optional<Column> column(String columnName) {
    return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
  }

  /** The live column with this attribute number. */
  public Optional<Column> column(int attnum) {
    return columns.stream().filter(c -> c.attnum() == attnum).findFirst();
  }

  /** Whether its rows are stored rows of its own or of its partitions. */
  public boolean holdsRows() {
    return kind == Kind.TABLE
        || kind == Kind.PARTITIONED
        || kind == Kind.MATERIALIZED_VIEW
        || kind == Kind.FOREIGN_TABLE;
  }

  /** Its name: columns would drown every log line. */
  @Override
  public String toString() {
    return name.sql();
  }
}
