package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Alias;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QualifiedName;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.TableRef;
import dev.mori.overlay.statement.TableRef.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads FROM and USING lists (gram.y: from_list, table_ref, joined_table). */
final class FromReader {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Tokens tokens;

  FromReader(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor();
    this.tokens = cursor.tokens();
  }

  /** Items with commas between them. */
  void list(int level) {
    do {
      joined(level);
    } while (cursor.acceptSymbol(","));
  }

  /** One item with the joins that follow it. */
  void joined(int level) {
    int first = grammar.collector().tableCount();
    item(level);
    while (startsJoin(cursor.position())) {
      join(level, first);
    }
  }

  /** Whether a join starts at the token with this index. */
  boolean startsJoin(int index) {
    String after = tokens.at(index + 1).word();
    return switch (tokens.at(index).word()) {
      case "join" -> true;
      case "inner", "cross" -> after.equals("join");
      case "left", "right", "full" -> after.equals("join") || after.equals("outer");
      case "natural" ->
          after.equals("join")
              || after.equals("inner")
              || after.equals("left")
              || after.equals("right")
              || after.equals("full");
      default -> false;
    };
  }

  private void join(int level, int first) {
    QueryCollector collector = grammar.collector();
    boolean qualified = !cursor.accept("natural");
    String kind = cursor.isWord("join") ? "inner" : cursor.next().word();
    cursor.accept("outer");
    cursor.expect("join");
    qualified &= !kind.equals("cross");
    int right = collector.tableCount();
    item(level);
    if (qualified) {
      while (startsJoin(cursor.position())) {
        join(level, right);
      }
      condition(level);
    }
    int end = collector.tableCount();
    if (kind.equals("left") || kind.equals("full")) {
      collector.markNullable(right, end, level);
    }
    if (kind.equals("right") || kind.equals("full")) {
      collector.markNullable(first, right, level);
    }
  }

  private void condition(int level) {
    if (cursor.accept("using")) {
      cursor.nameList();
      if (cursor.accept("as")) {
        cursor.columnName();
      }
    } else {
      cursor.expect("on");
      grammar.expressions().expression(level);
    }
  }

  private void item(int level) {
    boolean lateral = cursor.accept("lateral");
    if (cursor.isSymbol("(")) {
      parenthesised(level);
    } else if (cursor.areWords("rows", "from") && cursor.peek(2).isSymbol("(")) {
      cursor.accept("rows", "from");
      function(level);
    } else if (isFunction()) {
      call(level);
      function(level);
    } else if (lateral) {
      throw cursor.malformed();
    } else {
      relation(level);
    }
  }

  private void parenthesised(int level) {
    if (tokens.isQueryGroup(cursor.position())) {
      cursor.expectSymbol("(");
      grammar.queries().query(level, Role.FROM_ITEM);
    } else {
      cursor.expectSymbol("(");
      int first = cursor.position();
      joined(level);
      if (!cursor.isSymbol(")") || first == cursor.position()) {
        throw cursor.malformed();
      }
    }
    cursor.expectSymbol(")");
    alias();
  }

  private boolean isFunction() {
    Token token = cursor.peek();
    return token.isIdentifier()
        && !token.isWord("only")
        && (tokens.at(tokens.chainEnd(cursor.position())).isSymbol("(")
            || Keywords.VALUE_FUNCTIONS.contains(token.word())
            || (token.isWord("collation") && cursor.peek(1).isWord("for")));
  }

  /** Records the function name that stands here; words without parentheses are none. */
  private void call(int level) {
    int begin = cursor.position();
    int end = tokens.chainEnd(begin);
    cursor.moveTo(end);
    if (cursor.isSymbol("(") && !Keywords.RESERVED.contains(tokens.at(begin).word())) {
      List<Name> parts = new ArrayList<>();
      for (int i = begin; i < end; i += 2) {
        parts.add(tokens.at(i).name());
      }
      grammar
          .collector()
          .add(new Reference(level, Reference.Form.CALL, parts, cursor.spanFrom(begin)));
    }
  }

  private void function(int level) {
    cursor.accept("for");
    if (cursor.isSymbol("(")) {
      grammar.expressions().group(level);
    }
    cursor.accept("with", "ordinality");
    boolean as = cursor.accept("as");
    if (cursor.isColumnName()) {
      cursor.next();
    } else if (as && !cursor.isSymbol("(")) {
      throw cursor.malformed();
    }
    if (cursor.isSymbol("(")) {
      cursor.skipGroup();
    }
  }

  private void relation(int level) {
    int begin = cursor.position();
    EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    QualifiedName name = relationName(traits);
    Optional<Alias> alias = alias();
    if (cursor.accept("tablesample")) {
      traits.add(Trait.TABLESAMPLE);
      call(level);
      grammar.expressions().group(level);
      if (cursor.accept("repeatable")) {
        grammar.expressions().group(level);
      }
    }
    if (name.parts().size() == 1 && grammar.collector().isCommonTable(name.name())) {
      return;
    }
    grammar
        .collector()
        .add(
            new TableRef(name, cursor.spanFrom(begin), alias, level, TableRef.Role.SOURCE, traits));
  }

  /** {@code [ONLY] name}, {@code ONLY (name)} or {@code name *}. */
  QualifiedName relationName(Set<Trait> traits) {
    QualifiedName name;
    if (cursor.accept("only")) {
      traits.add(Trait.ONLY);
      boolean grouped = cursor.acceptSymbol("(");
      name = cursor.qualifiedName();
      if (grouped) {
        cursor.expectSymbol(")");
      }
    } else {
      name = cursor.qualifiedName();
      if (cursor.acceptSymbol("*")) {
        traits.add(Trait.DESCENDANTS);
      }
    }
    return name;
  }

  /** {@code [AS] name [(columns)]}, when it stands here. */
  Optional<Alias> alias() {
    int begin = cursor.position();
    boolean as = cursor.accept("as");
    if (!as && !cursor.isColumnName()) {
      return Optional.empty();
    }
    Name name = cursor.columnName();
    List<Name> columns = cursor.isSymbol("(") ? cursor.nameList() : List.of();
    return Optional.of(new Alias(name, columns, cursor.spanFrom(begin)));
  }
}
