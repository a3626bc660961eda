package dev.mori.engine.postgres;

import dev.mori.overlay.statement.AlterAction;
import dev.mori.overlay.statement.AlterAction.Kind;
import dev.mori.overlay.statement.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the actions of ALTER TABLE and its relatives (gram.y: alter_table_cmd, RenameStmt). */
final class AlterReader {
  private final Cursor cursor;

  AlterReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** RENAME TO or SET SCHEMA, when one stands here. */
  List<AlterAction> rename() {
    return cursor.areWords("rename", "to") || cursor.areWords("set", "schema")
        ? actions()
        : List.of();
  }

  /** The comma-separated actions from here to the end; the cursor stays where it is. */
  List<AlterAction> actions() {
    int begin = cursor.position();
    Tokens tokens = cursor.tokens();
    List<AlterAction> actions = new ArrayList<>();
    for (int[] part : ValueReader.parts(tokens, begin, tokens.size() - 1)) {
      cursor.moveTo(part[0]);
      actions.add(action(part[0], part[1]));
    }
    cursor.moveTo(begin);
    return actions;
  }

  private AlterAction action(int from, int to) {
    String first = cursor.peek().word();
    cursor.next();
    Found found =
        switch (first) {
          case "add" -> add();
          case "drop" -> drop();
          case "alter" -> alter();
          case "rename" -> renamed();
          case "set" -> set();
          case "validate" -> named(Kind.VALIDATE_CONSTRAINT, "constraint");
          case "attach" -> named(Kind.ATTACH_PARTITION, "partition");
          case "detach" -> named(Kind.DETACH_PARTITION, "partition");
          case "inherit" -> new Found(Kind.INHERIT, Optional.empty(), Optional.empty());
          case "no" -> cursor.isWord("inherit") ? of(Kind.INHERIT) : of(Kind.ROW_SECURITY);
          case "enable", "disable", "force" -> toggled();
          case "owner", "reset", "cluster", "replica", "options", "of", "not" ->
              of(Kind.TABLE_OPTION);
          default -> of(Kind.OTHER);
        };
    return new AlterAction(
        found.kind(), found.name(), found.newName(), cursor.tokens().span(from, to));
  }

  private record Found(Kind kind, Optional<Name> name, Optional<Name> newName) {}

  private static Found of(Kind kind) {
    return new Found(kind, Optional.empty(), Optional.empty());
  }

  private Found named(Kind kind, String word) {
    cursor.expect(word);
    cursor.accept("if", "exists");
    return new Found(kind, lastOfChain(), Optional.empty());
  }

  /** The identifier here, or the last one of a dotted chain. */
  private Optional<Name> lastOfChain() {
    if (!cursor.peek().isIdentifier()) {
      return Optional.empty();
    }
    int end = cursor.tokens().chainEnd(cursor.position());
    cursor.moveTo(end);
    return Optional.of(cursor.tokens().at(end - 1).name());
  }

  private Found add() {
    Optional<Name> constraint = cursor.accept("constraint") ? lastOfChain() : Optional.empty();
    Optional<Kind> kind = constraintKind();
    if (kind.isPresent()) {
      return new Found(kind.get(), constraint, Optional.empty());
    }
    if (constraint.isPresent()) {
      return new Found(Kind.OTHER, constraint, Optional.empty());
    }
    cursor.accept("column");
    cursor.accept("if", "not", "exists");
    return new Found(Kind.ADD_COLUMN, lastOfChain(), Optional.empty());
  }

  private Optional<Kind> constraintKind() {
    return switch (cursor.peek().word()) {
      case "primary" -> Optional.of(Kind.ADD_PRIMARY_KEY);
      case "unique" -> Optional.of(Kind.ADD_UNIQUE);
      case "foreign" -> Optional.of(Kind.ADD_FOREIGN_KEY);
      case "check" -> Optional.of(Kind.ADD_CHECK);
      case "exclude" ->
          cursor.peek(1).isWord("using") || cursor.peek(1).isSymbol("(")
              ? Optional.of(Kind.ADD_EXCLUDE)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Found drop() {
    if (cursor.accept("constraint")) {
      cursor.accept("if", "exists");
      return new Found(Kind.DROP_CONSTRAINT, lastOfChain(), Optional.empty());
    }
    cursor.accept("column");
    cursor.accept("if", "exists");
    return new Found(Kind.DROP_COLUMN, lastOfChain(), Optional.empty());
  }

  private Found alter() {
    if (cursor.accept("constraint")) {
      return new Found(Kind.ALTER_CONSTRAINT, lastOfChain(), Optional.empty());
    }
    cursor.accept("column");
    Optional<Name> column = lastOfChain();
    return new Found(columnKind(), column, Optional.empty());
  }

  private Kind columnKind() {
    if (cursor.isWord("type") || cursor.areWords("set", "data", "type")) {
      return Kind.COLUMN_TYPE;
    }
    if (cursor.areWords("set", "default") || cursor.areWords("drop", "default")) {
      return Kind.COLUMN_DEFAULT;
    }
    if (cursor.areWords("set", "not", "null")) {
      return Kind.SET_NOT_NULL;
    }
    if (cursor.areWords("drop", "not", "null")) {
      return Kind.DROP_NOT_NULL;
    }
    if (cursor.areWords("drop", "expression")) {
      return Kind.DROP_EXPRESSION;
    }
    if (cursor.areWords("add", "generated")
        || cursor.areWords("set", "generated")
        || cursor.areWords("drop", "identity")
        || cursor.isWord("restart")
        || isSequenceOption()) {
      return Kind.IDENTITY;
    }
    return cursor.isWord("set") || cursor.isWord("reset") ? Kind.COLUMN_OPTION : Kind.OTHER;
  }

  private boolean isSequenceOption() {
    return cursor.isWord("set")
        && switch (cursor.peek(1).word()) {
          case "increment", "minvalue", "maxvalue", "start", "cache", "cycle", "no" -> true;
          default -> false;
        };
  }

  private Found renamed() {
    if (cursor.accept("to")) {
      return new Found(Kind.RENAME_TABLE, Optional.empty(), lastOfChain());
    }
    boolean constraint = cursor.accept("constraint");
    if (!constraint) {
      cursor.accept("column");
    }
    Optional<Name> name = lastOfChain();
    cursor.expect("to");
    return new Found(constraint ? Kind.RENAME_CONSTRAINT : Kind.RENAME_COLUMN, name, lastOfChain());
  }

  private Found set() {
    if (cursor.accept("schema")) {
      return new Found(Kind.SET_SCHEMA, Optional.empty(), lastOfChain());
    }
    return of(Kind.TABLE_OPTION);
  }

  private Found toggled() {
    if (cursor.areWords("row", "level")) {
      return of(Kind.ROW_SECURITY);
    }
    if (!cursor.accept("always")) {
      cursor.accept("replica");
    }
    boolean known = cursor.accept("trigger") || cursor.accept("rule");
    return known ? new Found(Kind.TRIGGER_STATE, lastOfChain(), Optional.empty()) : of(Kind.OTHER);
  }
}
