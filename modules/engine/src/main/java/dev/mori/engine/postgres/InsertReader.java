package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Filter;
import dev.mori.overlay.statement.InsertSource;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.OnConflict;
import dev.mori.overlay.statement.OnConflict.Action;
import dev.mori.overlay.statement.OnConflict.Arbiter;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.Row;
import dev.mori.overlay.statement.Statement.Overriding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what follows the target of an INSERT (gram.y: insert_rest, opt_on_conflict). */
final class InsertReader {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Tokens tokens;

  InsertReader(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor();
    this.tokens = cursor.tokens();
  }

  /** The column list; a part assignment such as {@code a.b} or {@code a[1]} is not supported. */
  List<Name> columns() {
    if (!cursor.isSymbol("(") || tokens.isQueryGroup(cursor.position())) {
      return List.of();
    }
    List<Name> columns = new ArrayList<>();
    cursor.expectSymbol("(");
    do {
      columns.add(cursor.columnName());
      if (cursor.isSymbol(".") || cursor.isSymbol("[")) {
        throw cursor.unsupported("INSERT into a part of a column is not supported.");
      }
    } while (cursor.acceptSymbol(","));
    cursor.expectSymbol(")");
    return columns;
  }

  Overriding overriding() {
    if (!cursor.accept("overriding")) {
      return Overriding.NONE;
    }
    boolean user = cursor.accept("user");
    if (!user) {
      cursor.expect("system");
    }
    cursor.expect("value");
    return user ? Overriding.USER : Overriding.SYSTEM;
  }

  InsertSource source(int level) {
    int begin = cursor.position();
    if (cursor.accept("default", "values")) {
      return new InsertSource.DefaultValues(cursor.spanFrom(begin));
    }
    if (isPlainValues()) {
      cursor.expect("values");
      List<Row> rows = new ArrayList<>();
      do {
        rows.add(grammar.queries().row(level));
      } while (cursor.acceptSymbol(","));
      return new InsertSource.Values(rows, cursor.spanFrom(begin));
    }
    int id = grammar.queries().query(level, Role.INSERT_SOURCE);
    return new InsertSource.FromQuery(id, cursor.spanFrom(begin));
  }

  /** VALUES rows with nothing behind them but ON CONFLICT, RETURNING or the end. */
  private boolean isPlainValues() {
    if (!cursor.isWord("values")) {
      return false;
    }
    int index = cursor.position() + 1;
    while (tokens.at(index).isSymbol("(")) {
      index = tokens.partner(index) + 1;
      if (!tokens.at(index).isSymbol(",")) {
        Token after = tokens.at(index);
        return after.kind() == Token.Kind.END
            || after.isSymbol(")")
            || after.isSymbol(";")
            || after.isWord("on")
            || after.isWord("returning");
      }
      index++;
    }
    return false;
  }

  Optional<OnConflict> onConflict(int level) {
    int begin = cursor.position();
    if (!cursor.accept("on", "conflict")) {
      return Optional.empty();
    }
    Arbiter arbiter = arbiter(level);
    cursor.expect("do");
    if (cursor.accept("nothing")) {
      return Optional.of(new OnConflict(cursor.spanFrom(begin), arbiter, new Action.Nothing()));
    }
    cursor.expect("update", "set");
    var set = new SetReader(grammar).items(level);
    Filter filter = grammar.queries().selects().filter(level);
    return Optional.of(
        new OnConflict(cursor.spanFrom(begin), arbiter, new Action.Update(set, filter)));
  }

  private Arbiter arbiter(int level) {
    if (cursor.accept("on", "constraint")) {
      return new Arbiter.Constraint(cursor.columnName());
    }
    if (!cursor.isSymbol("(")) {
      return new Arbiter.Any();
    }
    int begin = cursor.position();
    grammar.expressions().group(level);
    if (cursor.accept("where")) {
      grammar.expressions().expression(level);
    }
    return new Arbiter.Inferred(cursor.spanFrom(begin));
  }
}
