package dev.mori.overlay.statement;

import java.util.List;
import java.util.Optional;

/**
 * A COPY statement.
 *
 * @param direction to or from the server's table
 * @param subject what is copied
 * @param peer the other end
 * @param options the source after the peer, WITH included, when written
 * @param filter the body of a WHERE clause (COPY FROM only), when written
 */
public record Copy(
    Direction direction,
    Subject subject,
    Peer peer,
    Optional<Span> options,
    Optional<Span> filter) {
  /** Which way rows go. */
  public enum Direction {
    /** Rows leave the database. */
    OUT,
    /** Rows enter the table. */
    IN
  }

  /** The other end of a COPY. */
  public enum Peer {
    /** {@code STDIN} or {@code STDOUT}: the client. */
    CLIENT,
    /** A file of the server. */
    SERVER_FILE,
    /** A program of the server. */
    SERVER_PROGRAM
  }

  /** What is copied. */
  public sealed interface Subject {
    /** A table with an optional column list; the query holds its one reference. */
    record Table(Query query, List<Name> columns) implements Subject {
      public Table {
        columns = List.copyOf(columns);
      }
    }

    /** A statement in parentheses. */
    record Result(Statement statement, Span span) implements Subject {}
  }
}
