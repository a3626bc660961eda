package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.SetItem;
import dev.mori.overlay.statement.Span;
import java.util.ArrayList;
import java.util.List;

/** Reads the assignments of SET (gram.y: set_clause_list). */
final class SetReader {
  private final Grammar grammar;
  private final Cursor cursor;

  SetReader(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor();
  }

  /** The assignments that start here. */
  List<SetItem> items(int level) {
    List<SetItem> items = new ArrayList<>();
    do {
      items.add(item(level));
    } while (cursor.acceptSymbol(","));
    return items;
  }

  private SetItem item(int level) {
    int begin = cursor.position();
    List<Name> columns = new ArrayList<>();
    boolean parts = false;
    if (cursor.acceptSymbol("(")) {
      do {
        columns.add(cursor.columnName());
        parts |= indirection(level);
      } while (cursor.acceptSymbol(","));
      cursor.expectSymbol(")");
    } else {
      columns.add(cursor.columnName());
      parts = indirection(level);
    }
    cursor.expectSymbol("=");
    boolean isDefault = cursor.isWord("default");
    int levels = grammar.collector().levelCount();
    Span value = grammar.expressions().expression(level);
    boolean subqueries = grammar.collector().levelCount() > levels;
    return new SetItem(columns, parts, value, isDefault, subqueries, cursor.spanFrom(begin));
  }

  /** Steps over subscripts and fields behind a column. */
  private boolean indirection(int level) {
    boolean found = false;
    while (cursor.isSymbol("[") || cursor.isSymbol(".")) {
      found = true;
      if (cursor.acceptSymbol(".")) {
        cursor.label();
      } else {
        int end = cursor.tokens().partner(cursor.position()) + 1;
        grammar.expressions().rest(level, end);
      }
    }
    return found;
  }
}
