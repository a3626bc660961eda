package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Clause;
import dev.mori.overlay.statement.Filter;
import dev.mori.overlay.statement.Grouping;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.Returning;
import dev.mori.overlay.statement.SelectBlock;
import dev.mori.overlay.statement.SelectItem;
import dev.mori.overlay.statement.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one SELECT core and the clauses DML shares with it: item lists and WHERE. */
final class SelectReader {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Tokens tokens;

  SelectReader(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor();
    this.tokens = cursor.tokens();
  }

  /** From SELECT to the end of WINDOW. */
  SelectBlock block(int level) {
    cursor.expect("select");
    Optional<Span> distinct = distinct(level);
    int list = cursor.position();
    List<SelectItem> items = listIsEmpty() ? List.of() : items(level);
    Span listSpan = cursor.spanFrom(list);
    into();
    int begin = cursor.position();
    Optional<Clause> from = Optional.empty();
    if (cursor.accept("from")) {
      grammar.from().list(level);
      from = Optional.of(cursor.clauseFrom(begin, begin + 1));
    }
    Filter filter = filter(level);
    Optional<Grouping> grouping = grouping(level);
    Optional<Clause> having = expressionClause("having", level);
    Optional<Clause> window = window(level);
    return new SelectBlock(distinct, listSpan, items, from, filter, grouping, having, window);
  }

  private boolean listIsEmpty() {
    Token token = cursor.peek();
    return token.kind() == Kind.END
        || token.isSymbol(")")
        || Keywords.EXPRESSION_ENDS.contains(token.word());
  }

  private Optional<Span> distinct(int level) {
    int begin = cursor.position();
    if (cursor.accept("distinct")) {
      if (cursor.accept("on")) {
        grammar.expressions().group(level);
      }
      return Optional.of(cursor.spanFrom(begin));
    }
    cursor.accept("all");
    return Optional.empty();
  }

  private void into() {
    if (!cursor.accept("into")) {
      return;
    }
    boolean scoped = cursor.peek(1).isIdentifier() && !endsList(cursor.peek(1));
    if (scoped && !cursor.accept("local")) {
      cursor.accept("global");
    }
    boolean persistence =
        cursor.isWord("temporary") || cursor.isWord("temp") || cursor.isWord("unlogged");
    if (persistence && cursor.peek(1).isIdentifier() && !endsList(cursor.peek(1))) {
      cursor.next();
    }
    cursor.accept("table");
    grammar.collector().into(cursor.qualifiedName());
  }

  private static boolean endsList(Token token) {
    return Keywords.EXPRESSION_ENDS.contains(token.word());
  }

  /** The items of a select or RETURNING list. */
  List<SelectItem> items(int level) {
    List<SelectItem> items = new ArrayList<>();
    do {
      items.add(item(level));
    } while (cursor.acceptSymbol(","));
    return items;
  }

  private SelectItem item(int level) {
    int begin = cursor.position();
    if (isBareStar()) {
      cursor.next();
      Span star = cursor.spanFrom(begin);
      grammar.collector().add(new Reference(level, Reference.Form.STAR, List.of(), star));
      return new SelectItem(SelectItem.Kind.STAR, star, Optional.empty(), star);
    }
    grammar.expressions().expression(level);
    int end = cursor.position();
    Optional<Name> label = Optional.empty();
    if (cursor.accept("as")) {
      label = Optional.of(cursor.label());
    } else if (BareLabels.isLabel(tokens, begin, end - 1)) {
      end--;
      label = Optional.of(tokens.at(end).name());
    }
    return new SelectItem(kind(begin, end), tokens.span(begin, end), label, cursor.spanFrom(begin));
  }

  private boolean isBareStar() {
    return cursor.isSymbol("*");
  }

  private SelectItem.Kind kind(int begin, int end) {
    Token first = tokens.at(begin);
    boolean name =
        first.kind() == Kind.QUOTED
            || (first.kind() == Kind.WORD && Keywords.isColumnName(first.text()));
    int chain = name ? tokens.chainEnd(begin) : begin;
    if (name && chain == end) {
      return SelectItem.Kind.REFERENCE;
    }
    return name
            && chain + 2 == end
            && tokens.at(chain + 1).isSymbol("*")
            && tokens.at(chain).isSymbol(".")
        ? SelectItem.Kind.QUALIFIED_STAR
        : SelectItem.Kind.EXPRESSION;
  }

  /** A WHERE clause, when one stands here. */
  Filter filter(int level) {
    int begin = cursor.position();
    if (!cursor.accept("where")) {
      return new Filter.All();
    }
    if (cursor.areWords("current", "of") && cursor.peek(2).isIdentifier()) {
      cursor.accept("current", "of");
      Name name = cursor.columnName();
      return new Filter.CurrentOf(cursor.clauseFrom(begin, begin + 1), name);
    }
    int levels = grammar.collector().levelCount();
    grammar.expressions().expression(level);
    boolean subqueries = grammar.collector().levelCount() > levels;
    Clause clause = cursor.clauseFrom(begin, begin + 1);
    return new Filter.Where(
        clause, ConditionReader.conjuncts(tokens, level, begin + 1, cursor.position()), subqueries);
  }

  /** A RETURNING clause, when one stands here. */
  Optional<Returning> returning(int level) {
    int begin = cursor.position();
    if (!cursor.accept("returning")) {
      return Optional.empty();
    }
    int levels = grammar.collector().levelCount();
    List<SelectItem> items = items(level);
    boolean subqueries = grammar.collector().levelCount() > levels;
    return Optional.of(new Returning(cursor.clauseFrom(begin, begin + 1), items, subqueries));
  }

  private Optional<Grouping> grouping(int level) {
    int begin = cursor.position();
    if (!cursor.accept("group", "by")) {
      return Optional.empty();
    }
    if (!cursor.accept("all")) {
      cursor.accept("distinct");
    }
    int body = cursor.position();
    List<Grouping.Item> items = new ArrayList<>();
    do {
      int first = cursor.position();
      Span span = grammar.expressions().expression(level);
      items.add(
          new Grouping.Item(span, ConditionReader.column(tokens, level, first, cursor.position())));
    } while (cursor.acceptSymbol(","));
    return Optional.of(new Grouping(cursor.clauseFrom(begin, body), items));
  }

  private Optional<Clause> expressionClause(String word, int level) {
    int begin = cursor.position();
    if (!cursor.accept(word)) {
      return Optional.empty();
    }
    grammar.expressions().expression(level);
    return Optional.of(cursor.clauseFrom(begin, begin + 1));
  }

  private Optional<Clause> window(int level) {
    int begin = cursor.position();
    if (!cursor.accept("window")) {
      return Optional.empty();
    }
    do {
      cursor.columnName();
      cursor.expect("as");
      grammar.expressions().group(level);
    } while (cursor.acceptSymbol(","));
    return Optional.of(cursor.clauseFrom(begin, begin + 1));
  }
}
