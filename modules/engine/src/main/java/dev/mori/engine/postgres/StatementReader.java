package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.Statement;

/** Decides by its first words what kind a statement is and reads it to its end. */
final class StatementReader {
  private final Cursor cursor;
  private final ParserLimits limits;

  StatementReader(Cursor cursor, ParserLimits limits) {
    this.cursor = cursor;
    this.limits = limits;
  }

  /** The statement that starts here. */
  Statement statement() {
    Grammar grammar = new Grammar(cursor, limits);
    if (cursor.atEnd()) {
      return new Statement.Empty();
    }
    int begin = cursor.position();
    if (grammar.modifications().startsHere()) {
      return grammar.modifications().statement(begin);
    }
    if (grammar.queries().startsHere()) {
      return select(grammar);
    }
    Statement unknown = new Statement.Unknown(cursor.peek().word());
    cursor.moveTo(cursor.tokens().size() - 1);
    return unknown;
  }

  private Statement select(Grammar grammar) {
    Query query = query(grammar);
    if (grammar.collector().hasModificationInWith()) {
      return new Statement.DataModifyingCte(query);
    }
    return grammar
        .collector()
        .into()
        .<Statement>map(created -> new Statement.SelectInto(query, created))
        .orElseGet(() -> new Statement.Select(query));
  }

  private Query query(Grammar grammar) {
    int begin = cursor.position();
    grammar.queries().query(-1, Role.STATEMENT);
    return grammar.finish(cursor.spanFrom(begin));
  }
}
