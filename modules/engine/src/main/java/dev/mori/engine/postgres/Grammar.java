package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Span;

/**
 * The readers of one statement, sharing a cursor and a collector. They read structure, not validity:
 * every valid statement is read exactly, and some invalid ones are read too, which the server then
 * rejects. Clause keywords are reserved words in PostgreSQL (gram.y), so outside brackets they can
 * only be clauses; see docs/adr on why this is done by hand.
 */
final class Grammar {
  private final Cursor cursor;
  private final QueryCollector collector;
  private final ExpressionReader expressions;
  private final FromReader from;
  private final QueryReader queries;
  private final ModificationReader modifications;

  Grammar(Cursor cursor, ParserLimits limits) {
    this.cursor = cursor;
    this.collector = new QueryCollector(limits.queryNesting());
    this.expressions = new ExpressionReader(this);
    this.from = new FromReader(this);
    this.queries = new QueryReader(this);
    this.modifications = new ModificationReader(this);
  }

  Cursor cursor() {
    return cursor;
  }

  QueryCollector collector() {
    return collector;
  }

  ExpressionReader expressions() {
    return expressions;
  }

  FromReader from() {
    return from;
  }

  QueryReader queries() {
    return queries;
  }

  ModificationReader modifications() {
    return modifications;
  }

  Query finish(Span span) {
    return collector.finish(span);
  }
}
