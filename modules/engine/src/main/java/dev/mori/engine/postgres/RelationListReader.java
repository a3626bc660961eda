package dev.mori.engine.postgres;

import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.Query;
import dev.mori.overlay.statement.QueryLevel;
import dev.mori.overlay.statement.QueryLevel.Core;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.QueryLevel.Tail;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.TableRef;
import dev.mori.overlay.statement.TableRef.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Reads TRUNCATE and LOCK (gram.y: TruncateStmt, LockStmt). */
final class RelationListReader {
  private final Cursor cursor;

  RelationListReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** Closes the only level of a statement that has no query of its own. */
  static Query finish(Grammar grammar, int level, int begin, Optional<TableRef> table) {
    table.ifPresent(grammar.collector()::add);
    Span span = grammar.cursor().spanFrom(begin);
    grammar
        .collector()
        .close(
            new QueryLevel(
                level,
                -1,
                Role.STATEMENT,
                span,
                Optional.empty(),
                new Core.Modification(),
                Tail.NONE));
    return grammar.finish(begin);
  }

  Statement truncate() {
    cursor.expect("truncate");
    cursor.accept("table");
    List<TableRef> tables = relations(TableRef.Role.TARGET);
    boolean restart = cursor.accept("restart", "identity");
    if (!restart) {
      cursor.accept("continue", "identity");
    }
    boolean cascade = cursor.accept("cascade");
    if (!cascade) {
      cursor.accept("restrict");
    }
    return new Statement.Truncate(tables, restart, cascade);
  }

  Statement lock() {
    cursor.expect("lock");
    cursor.accept("table");
    List<TableRef> tables = relations(TableRef.Role.SOURCE);
    String mode = "access exclusive";
    if (cursor.accept("in")) {
      List<String> words = new ArrayList<>();
      while (!cursor.accept("mode")) {
        if (cursor.atEnd()) {
          throw cursor.malformed();
        }
        words.add(cursor.next().word());
      }
      mode = String.join(" ", words);
    }
    return new Statement.LockTable(tables, mode, cursor.accept("nowait"));
  }

  private List<TableRef> relations(TableRef.Role role) {
    List<TableRef> tables = new ArrayList<>();
    do {
      tables.add(relation(role));
    } while (cursor.acceptSymbol(","));
    return tables;
  }

  private TableRef relation(TableRef.Role role) {
    int begin = cursor.position();
    EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    if (cursor.accept("only")) {
      traits.add(Trait.ONLY);
    }
    boolean grouped = traits.contains(Trait.ONLY) && cursor.acceptSymbol("(");
    QualifiedName name = cursor.qualifiedName();
    if (grouped) {
      cursor.expectSymbol(")");
    } else if (cursor.acceptSymbol("*")) {
      traits.add(Trait.DESCENDANTS);
    }
    return new TableRef(name, cursor.spanFrom(begin), Optional.empty(), 0, role, traits);
  }
}
