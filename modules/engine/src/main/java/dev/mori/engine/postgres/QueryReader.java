package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Clause;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.QueryLevel.Core;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.QueryLevel.Tail;
import dev.mori.overlay.statement.Row;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.TableRef;
import dev.mori.overlay.statement.With;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads queries: WITH, set operations, VALUES, TABLE and what follows them (gram.y: SelectStmt).
 */
final class QueryReader {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Tokens tokens;
  private final SelectReader selects;

  QueryReader(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor();
    this.tokens = cursor.tokens();
    this.selects = new SelectReader(grammar);
  }

  /** The reader of what DML shares with SELECT. */
  SelectReader selects() {
    return selects;
  }

  /** Whether a query starts here. */
  boolean startsHere() {
    return switch (cursor.peek().word()) {
      case "select", "with", "table" -> true;
      case "values" -> cursor.peek(1).isSymbol("(");
      default -> cursor.isSymbol("(") && tokens.isQueryGroup(cursor.position());
    };
  }

  /** Reads the query that starts here and gives its level's id. */
  int query(int parent, Role role) {
    int begin = cursor.position();
    int id = grammar.collector().open(cursor.peek().begin());
    Optional<With> with = with(id);
    Core core = isSetOperation() ? setOperation(id) : single(id);
    Tail tail = tail(id);
    with.ifPresent(w -> grammar.collector().closeScope());
    Span span = cursor.spanFrom(begin);
    grammar.collector().close(new QueryLevel(id, parent, role, span, with, core, tail));
    return id;
  }

  /** The WITH clause of {@code level}; its scope stays open until the caller closes it. */
  Optional<With> with(int level) {
    int begin = cursor.position();
    if (!cursor.accept("with")) {
      return Optional.empty();
    }
    WithScanner scan = WithScanner.scan(tokens, begin);
    grammar.collector().openScope();
    boolean recursive = !cursor.peek(1).isWord("as") && cursor.accept("recursive");
    int body = cursor.position();
    if (recursive) {
      // Every name is visible in every body, also before its definition.
      scan.names().forEach(grammar.collector()::defineCommonTable);
    }
    List<With.CommonTable> tables = new ArrayList<>();
    do {
      tables.add(commonTable(level, recursive));
    } while (cursor.acceptSymbol(","));
    return Optional.of(new With(cursor.clauseFrom(begin, body), recursive, tables));
  }

  private With.CommonTable commonTable(int level, boolean recursive) {
    Name name = cursor.columnName();
    List<Name> columns = cursor.isSymbol("(") ? cursor.nameList() : List.of();
    cursor.expect("as");
    cursor.accept("not");
    cursor.accept("materialized");
    cursor.expectSymbol("(");
    int begin = cursor.position();
    int body;
    if (grammar.modifications().startsHere()) {
      grammar.collector().modifiesInWith();
      body = grammar.modifications().nested(level);
    } else {
      body = query(level, Role.COMMON_TABLE);
    }
    Span span = cursor.spanFrom(begin);
    cursor.expectSymbol(")");
    if (!recursive) {
      grammar.collector().defineCommonTable(name);
    }
    return new With.CommonTable(name, columns, body, span);
  }

  /** UNION, INTERSECT and EXCEPT are reserved: outside brackets one of them decides. */
  private boolean isSetOperation() {
    int index = cursor.position();
    while (true) {
      Token token = tokens.at(index);
      if (token.kind() == Token.Kind.END || token.isSymbol(")") || token.isSymbol(";")) {
        return false;
      }
      if (token.isSymbol("(") || token.isSymbol("[")) {
        index = tokens.partner(index);
      } else if (isSetOperator(token) && !tokens.isUsedAsName(index)) {
        return true;
      }
      index++;
    }
  }

  private static boolean isSetOperator(Token token) {
    return switch (token.word()) {
      case "union", "intersect", "except" -> true;
      default -> false;
    };
  }

  private Core setOperation(int level) {
    List<Integer> operands = new ArrayList<>();
    operands.add(operand(level));
    while (isSetOperator(cursor.peek())) {
      cursor.next();
      if (!cursor.accept("all")) {
        cursor.accept("distinct");
      }
      operands.add(operand(level));
    }
    return new Core.SetOperation(operands);
  }

  private int operand(int level) {
    if (cursor.isSymbol("(")) {
      return parenthesised(level);
    }
    int begin = cursor.position();
    int id = grammar.collector().open(cursor.peek().begin());
    Core core = single(id);
    Span span = cursor.spanFrom(begin);
    grammar
        .collector()
        .close(new QueryLevel(id, level, Role.OPERAND, span, Optional.empty(), core, Tail.NONE));
    return id;
  }

  private int parenthesised(int level) {
    cursor.expectSymbol("(");
    int id = query(level, Role.OPERAND);
    cursor.expectSymbol(")");
    return id;
  }

  private Core single(int level) {
    return switch (cursor.peek().word()) {
      case "select" -> new Core.Select(selects.block(level));
      case "values" -> values(level);
      case "table" -> table(level);
      default -> {
        if (cursor.isSymbol("(")) {
          yield new Core.SetOperation(List.of(parenthesised(level)));
        }
        throw cursor.malformed();
      }
    };
  }

  private Core table(int level) {
    int begin = cursor.position();
    cursor.expect("table");
    EnumSet<TableRef.Trait> traits = EnumSet.noneOf(TableRef.Trait.class);
    var name = grammar.from().relationName(traits);
    if (name.parts().size() > 1 || !grammar.collector().isCommonTable(name.name())) {
      grammar
          .collector()
          .add(
              new TableRef(
                  name,
                  cursor.spanFrom(begin),
                  Optional.empty(),
                  level,
                  TableRef.Role.TABLE_COMMAND,
                  traits));
    }
    return new Core.Table();
  }

  private Core values(int level) {
    cursor.expect("values");
    List<Row> rows = new ArrayList<>();
    do {
      rows.add(row(level));
    } while (cursor.acceptSymbol(","));
    return new Core.Values(rows);
  }

  /** One parenthesised row of expressions or DEFAULT. */
  Row row(int level) {
    int begin = cursor.position();
    cursor.expectSymbol("(");
    List<Row.Cell> cells = new ArrayList<>();
    do {
      boolean isDefault = cursor.isWord("default");
      cells.add(new Row.Cell(grammar.expressions().expression(level), isDefault));
    } while (cursor.acceptSymbol(","));
    cursor.expectSymbol(")");
    return new Row(cells, cursor.spanFrom(begin));
  }

  private Tail tail(int level) {
    Optional<Clause> orderBy = Optional.empty();
    Optional<Clause> limit = Optional.empty();
    Optional<Clause> offset = Optional.empty();
    Optional<Clause> locking = Optional.empty();
    while (true) {
      int begin = cursor.position();
      if (cursor.accept("order", "by")) {
        orderBy = Optional.of(once(orderBy, orderBy(level, begin)));
      } else if (cursor.accept("limit")) {
        limit = Optional.of(once(limit, limitBody(level, begin)));
      } else if (cursor.accept("fetch")) {
        limit = Optional.of(once(limit, fetchBody(level, begin)));
      } else if (cursor.accept("offset")) {
        grammar.expressions().expression(level);
        offset = Optional.of(once(offset, cursor.clauseFrom(begin, begin + 1)));
      } else if (cursor.isWord("for")) {
        locking = Optional.of(join(locking, locking()));
      } else {
        return new Tail(orderBy, limit, offset, locking);
      }
    }
  }

  private Clause once(Optional<Clause> before, Clause clause) {
    if (before.isPresent()) {
      throw cursor.malformed();
    }
    return clause;
  }

  private static Clause join(Optional<Clause> before, Clause clause) {
    return before
        .map(b -> new Clause(b.whole().to(clause.whole()), b.body().to(clause.body())))
        .orElse(clause);
  }

  private Clause orderBy(int level, int begin) {
    int body = cursor.position();
    do {
      grammar.expressions().expression(level);
      if (cursor.accept("using")) {
        grammar.expressions().expression(level);
      }
    } while (cursor.acceptSymbol(","));
    return cursor.clauseFrom(begin, body);
  }

  private Clause limitBody(int level, int begin) {
    grammar.expressions().expression(level);
    if (cursor.isSymbol(",")) {
      throw cursor.malformed();
    }
    return cursor.clauseFrom(begin, begin + 1);
  }

  private Clause fetchBody(int level, int begin) {
    grammar.expressions().expression(level);
    cursor.accept("with", "ties");
    return cursor.clauseFrom(begin, begin + 1);
  }

  private Clause locking() {
    int begin = cursor.position();
    cursor.expect("for");
    if (cursor.accept("read", "only")) {
      return cursor.clauseFrom(begin, begin + 1);
    }
    cursor.accept("no");
    cursor.accept("key");
    if (!cursor.accept("update")) {
      cursor.expect("share");
    }
    if (cursor.accept("of")) {
      do {
        cursor.qualifiedName();
      } while (cursor.acceptSymbol(","));
    }
    if (!cursor.accept("nowait")) {
      cursor.accept("skip", "locked");
    }
    return cursor.clauseFrom(begin, begin + 1);
  }
}
