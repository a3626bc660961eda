package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel;

/**
 * The readers of one statement, sharing a cursor and a collector. They read structure, not
 * validity: every valid statement is read exactly, and some invalid ones are read too, which the
 * server then rejects. Clause keywords are reserved words in PostgreSQL (gram.y), so outside
 * brackets they can only be clauses; see docs/adr on why this is done by hand.
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

  /**
   * The query read from token {@code begin} to the current one. Every SELECT in between must have
   * been read as one: a sub-query nobody looked into would hide tables.
   */
  Query finish(int begin) {
    Query query = collector.finish(cursor.spanFrom(begin));
    long read =
        query.levels().stream().filter(l -> l.core() instanceof QueryLevel.Core.Select).count();
    int written = 0;
    for (int i = begin; i < cursor.position(); i++) {
      Tokens tokens = cursor.tokens();
      boolean name = i > begin && tokens.isUsedAsName(i);
      written += tokens.at(i).isWord("select") && !name ? 1 : 0;
    }
    if (read != written) {
      throw cursor.unsupported("A sub-query stands where none was expected.");
    }
    return query;
  }
}
