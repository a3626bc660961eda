package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Copy.Direction;
import dev.mori.overlay.statement.Copy.Peer;
import dev.mori.overlay.statement.Copy.Subject;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.TableRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads COPY (gram.y: CopyStmt). */
final class CopyReader {
  private final Cursor cursor;
  private final ParserLimits limits;

  CopyReader(Cursor cursor, ParserLimits limits) {
    this.cursor = cursor;
    this.limits = limits;
  }

  Statement copy() {
    cursor.expect("copy");
    if (cursor.isSymbol("(")) {
      return ofResult();
    }
    cursor.accept("binary");
    Grammar grammar = new Grammar(cursor, limits);
    int begin = cursor.position();
    int level = grammar.collector().open(cursor.peek().begin());
    QualifiedName name = cursor.qualifiedName();
    Span source = cursor.spanFrom(begin);
    List<Name> columns = cursor.isSymbol("(") ? cursor.nameList() : List.of();
    boolean in = cursor.accept("from");
    if (!in) {
      cursor.expect("to");
    }
    TableRef.Role role = in ? TableRef.Role.TARGET : TableRef.Role.SOURCE;
    TableRef table = new TableRef(name, source, Optional.empty(), level, role, Set.of());
    Query query = RelationListReader.finish(grammar, level, begin, Optional.of(table));
    return rest(in ? Direction.IN : Direction.OUT, new Subject.Table(query, columns));
  }

  private Statement ofResult() {
    cursor.expectSymbol("(");
    int begin = cursor.position();
    if (cursor.isWord("copy") || cursor.isWord("explain") || cursor.isWord("prepare")) {
      throw cursor.malformed();
    }
    Statement inner = new StatementReader(cursor, limits).statement();
    switch (inner) {
      case Statement.Select s -> {}
      case Statement.Insert i -> {}
      case Statement.Update u -> {}
      case Statement.Delete d -> {}
      case Statement.Merge m -> {}
      case Statement.DataModifyingCte m -> {}
      default -> throw cursor.malformed();
    }
    Span span = cursor.spanFrom(begin);
    cursor.expectSymbol(")");
    cursor.expect("to");
    return rest(Direction.OUT, new Subject.Result(inner, span));
  }

  private Statement rest(Direction direction, Subject subject) {
    Peer peer = peer();
    int begin = cursor.position();
    int where = -1;
    while (!cursor.atEnd()) {
      if (cursor.isWord("where")) {
        where = cursor.position();
      }
      cursor.next();
    }
    int optionsEnd = where < 0 ? cursor.position() : where;
    Optional<Span> options =
        optionsEnd > begin
            ? Optional.of(cursor.tokens().span(begin, optionsEnd))
            : Optional.empty();
    Optional<Span> filter =
        where < 0
            ? Optional.empty()
            : Optional.of(cursor.tokens().span(where + 1, cursor.position()));
    return new Statement.CopyData(new Copy(direction, subject, peer, options, filter));
  }

  private Peer peer() {
    if (cursor.accept("stdin") || cursor.accept("stdout")) {
      return Peer.CLIENT;
    }
    if (cursor.accept("program")) {
      cursor.next();
      return Peer.SERVER_PROGRAM;
    }
    if (cursor.next().kind() != Kind.STRING) {
      throw cursor.malformed();
    }
    return Peer.SERVER_FILE;
  }
}
