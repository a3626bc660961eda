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
    if (cursor.atEnd()) {
      return new Statement.Empty();
    }
    Grammar grammar = new Grammar(cursor, limits);
    if (grammar.modifications().startsHere()) {
      return grammar.modifications().statement(cursor.position());
    }
    if (grammar.queries().startsHere()) {
      return select(grammar);
    }
    String first = cursor.peek().word();
    return switch (first) {
      case "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release" ->
          new TransactionReader(cursor).statement(first);
      case "create",
          "alter",
          "drop",
          "comment",
          "security",
          "grant",
          "revoke",
          "reassign",
          "import",
          "refresh" ->
          new DefinitionReader(cursor, limits).statement(first);
      case "" -> throw cursor.malformed();
      default -> new UtilityReader(cursor, limits).statement(first);
    };
  }

  private Statement select(Grammar grammar) {
    int begin = cursor.position();
    grammar.queries().query(-1, Role.STATEMENT);
    Query query = grammar.finish(begin);
    if (grammar.collector().hasModificationInWith()) {
      return new Statement.DataModifyingCte(query);
    }
    return grammar
        .collector()
        .into()
        .<Statement>map(created -> new Statement.SelectInto(query, created))
        .orElseGet(() -> new Statement.Select(query));
  }
}
