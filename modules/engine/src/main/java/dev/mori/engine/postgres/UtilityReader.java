package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.Statement.Discard.Scope;
import dev.mori.overlay.statement.Statement.Maintenance.Action;
import dev.mori.overlay.statement.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the statements that neither query, modify, define nor control transactions. */
final class UtilityReader {
  /** Statements that hold another one. */
  private static final Set<String> NESTING = Set.of("explain", "prepare", "copy");

  private final Cursor cursor;
  private final ParserLimits limits;

  UtilityReader(Cursor cursor, ParserLimits limits) {
    this.cursor = cursor;
    this.limits = limits;
  }

  /** The statement that starts here with the word {@code first}. */
  Statement statement(String first) {
    return switch (first) {
      case "set" -> new SettingReader(cursor).set();
      case "reset" -> new SettingReader(cursor).reset();
      case "show" -> new SettingReader(cursor).show();
      case "discard" -> discard();
      case "declare" -> declare();
      case "fetch", "move" -> fetch(first.equals("move"));
      case "close" -> close();
      case "copy" -> new CopyReader(cursor, limits).copy();
      case "explain" -> explain();
      case "prepare" -> prepare();
      case "execute" -> execute();
      case "deallocate" -> deallocate();
      case "listen" -> listen();
      case "unlisten" -> unlisten();
      case "notify" -> notification();
      case "lock" -> new RelationListReader(cursor).lock();
      case "truncate" -> new RelationListReader(cursor).truncate();
      case "do" -> {
        toEnd();
        yield new Statement.DoBlock();
      }
      case "call" -> call();
      case "vacuum" -> maintenance(Action.VACUUM);
      case "analyze", "analyse" -> maintenance(Action.ANALYZE);
      case "cluster" -> maintenance(Action.CLUSTER);
      case "reindex" -> reindex();
      case "checkpoint" -> bare(Action.CHECKPOINT);
      case "load" -> bare(Action.LOAD);
      default -> unknown(first);
    };
  }

  private Statement unknown(String first) {
    toEnd();
    return new Statement.Unknown(first);
  }

  private Statement discard() {
    cursor.expect("discard");
    return new Statement.Discard(
        switch (cursor.next().word()) {
          case "all" -> Scope.ALL;
          case "plans" -> Scope.PLANS;
          case "sequences" -> Scope.SEQUENCES;
          case "temp", "temporary" -> Scope.TEMPORARY;
          default -> throw cursor.malformed();
        });
  }

  private Statement declare() {
    cursor.expect("declare");
    Name name = cursor.columnName();
    boolean binary = false;
    boolean scroll = false;
    while (!cursor.accept("cursor")) {
      boolean no = cursor.accept("no");
      switch (cursor.next().word()) {
        case "binary" -> binary = true;
        case "scroll" -> scroll = !no;
        case "insensitive", "asensitive" -> {}
        default -> throw cursor.malformed();
      }
    }
    boolean hold = cursor.accept("with", "hold");
    cursor.accept("without", "hold");
    cursor.expect("for");
    return new Statement.DeclareCursor(name, query(), binary, scroll, hold);
  }

  private Query query() {
    Grammar grammar = new Grammar(cursor, limits);
    int begin = cursor.position();
    grammar.queries().query(-1, Role.STATEMENT);
    if (grammar.collector().hasModificationInWith() || grammar.collector().into().isPresent()) {
      throw cursor.malformed();
    }
    return grammar.finish(begin);
  }

  private Statement fetch(boolean moveOnly) {
    cursor.next();
    int begin = cursor.position();
    toEnd();
    int last = cursor.position() - 1;
    Token token = cursor.tokens().at(last);
    if (last < begin || !token.isIdentifier()) {
      throw cursor.malformed();
    }
    return new Statement.Fetch(token.name(), moveOnly, cursor.tokens().span(begin, last));
  }

  private Statement close() {
    cursor.expect("close");
    return new Statement.CloseCursor(allOrName());
  }

  private Optional<Name> allOrName() {
    return cursor.accept("all") ? Optional.empty() : Optional.of(cursor.columnName());
  }

  private Statement explain() {
    cursor.expect("explain");
    boolean analyze = false;
    if (cursor.isSymbol("(") && !cursor.tokens().isQueryGroup(cursor.position())) {
      analyze = analyzeOption(cursor.position());
      cursor.skipGroup();
    } else {
      analyze = cursor.accept("analyze") || cursor.accept("analyse");
      cursor.accept("verbose");
    }
    int begin = cursor.position();
    return new Statement.Explain(inner(), cursor.spanFrom(begin), analyze);
  }

  /** What EXPLAIN and PREPARE are about, which is neither of them again. */
  private Statement inner() {
    if (NESTING.contains(cursor.peek().word())) {
      throw cursor.malformed();
    }
    Statement inner = new StatementReader(cursor, limits).statement();
    if (inner instanceof Statement.Empty) {
      throw cursor.malformed();
    }
    return inner;
  }

  /** The last ANALYZE option decides; a value the server would reject counts as on. */
  private boolean analyzeOption(int open) {
    Tokens tokens = cursor.tokens();
    boolean analyze = false;
    for (int i = open + 1; i < tokens.partner(open); i++) {
      if (tokens.at(i).isWord("analyze") || tokens.at(i).isWord("analyse")) {
        Token value = tokens.at(i + 1);
        boolean off = value.isWord("off") || value.isWord("false");
        analyze = !off && value.kind() != Kind.NUMBER;
        analyze |= value.kind() == Kind.NUMBER;
      }
    }
    return analyze;
  }

  private Statement prepare() {
    if (cursor.areWords("prepare", "transaction") && cursor.peek(2).kind() == Kind.STRING) {
      return new TransactionReader(cursor).statement("prepare");
    }
    cursor.expect("prepare");
    Name name = cursor.columnName();
    Optional<Span> types =
        cursor.isSymbol("(") ? Optional.of(cursor.skipGroup()) : Optional.empty();
    cursor.expect("as");
    int begin = cursor.position();
    return new Statement.Prepare(name, types, inner(), cursor.spanFrom(begin));
  }

  private Statement execute() {
    cursor.expect("execute");
    Name name = cursor.columnName();
    Grammar grammar = new Grammar(cursor, limits);
    int begin = cursor.position();
    Arguments arguments = new Arguments(grammar);
    List<Span> spans = cursor.isSymbol("(") ? arguments.read() : List.of();
    return new Statement.Execute(name, spans, arguments.query(begin));
  }

  private Statement call() {
    cursor.expect("call");
    int begin = cursor.position();
    QualifiedName name = cursor.qualifiedName();
    Arguments arguments = new Arguments(new Grammar(cursor, limits));
    arguments.read();
    return new Statement.Call(name, arguments.query(begin));
  }

  private Statement deallocate() {
    cursor.expect("deallocate");
    if (cursor.peek(1).isIdentifier()) {
      cursor.accept("prepare");
    }
    return new Statement.Deallocate(allOrName());
  }

  private Statement listen() {
    cursor.expect("listen");
    return new Statement.Listen(cursor.columnName());
  }

  private Statement unlisten() {
    cursor.expect("unlisten");
    return new Statement.Unlisten(
        cursor.acceptSymbol("*") ? Optional.empty() : Optional.of(cursor.columnName()));
  }

  private Statement notification() {
    cursor.expect("notify");
    Name channel = cursor.columnName();
    Optional<Span> payload = Optional.empty();
    if (cursor.acceptSymbol(",")) {
      payload = Optional.of(cursor.next().span());
    }
    return new Statement.Notify(channel, payload);
  }

  private Statement bare(Action action) {
    toEnd();
    return new Statement.Maintenance(action, List.of());
  }

  private Statement maintenance(Action action) {
    cursor.next();
    if (cursor.isSymbol("(")) {
      cursor.skipGroup();
    }
    while (cursor.accept("full")
        || cursor.accept("freeze")
        || cursor.accept("verbose")
        || cursor.accept("analyze")
        || cursor.accept("analyse")) {
      // Old-style options in any order.
    }
    List<QualifiedName> relations = new ArrayList<>();
    if (!cursor.atEnd()) {
      do {
        relations.add(cursor.qualifiedName());
        if (cursor.isSymbol("(")) {
          cursor.skipGroup();
        }
      } while (cursor.acceptSymbol(","));
    }
    if (action == Action.CLUSTER) {
      toEnd();
    }
    return new Statement.Maintenance(action, relations);
  }

  private Statement reindex() {
    cursor.expect("reindex");
    if (cursor.isSymbol("(")) {
      cursor.skipGroup();
    }
    boolean relation = cursor.isWord("index") || cursor.isWord("table");
    cursor.next();
    cursor.accept("concurrently");
    List<QualifiedName> relations = relation ? List.of(cursor.qualifiedName()) : List.of();
    toEnd();
    return new Statement.Maintenance(Action.REINDEX, relations);
  }

  private void toEnd() {
    while (!cursor.atEnd()) {
      cursor.next();
    }
  }

  /** The arguments of EXECUTE and CALL, read as one level without tables of its own. */
  private static final class Arguments {
    private final Grammar grammar;
    private final int level;

    Arguments(Grammar grammar) {
      this.grammar = grammar;
      this.level = grammar.collector().open(grammar.cursor().peek().begin());
    }

    List<Span> read() {
      Cursor cursor = grammar.cursor();
      cursor.expectSymbol("(");
      List<Span> spans =
          cursor.isSymbol(")") ? List.of() : grammar.expressions().expressions(level);
      cursor.expectSymbol(")");
      return spans;
    }

    Query query(int begin) {
      return RelationListReader.finish(grammar, level, begin, Optional.<TableRef>empty());
    }
  }
}
