package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Setting;
import dev.mori.overlay.statement.Setting.Action;
import dev.mori.overlay.statement.Setting.Scope;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.Transaction.Verb;

/** Reads SET, RESET and SHOW (gram.y: VariableSetStmt, VariableResetStmt, VariableShowStmt). */
final class SettingReader {
  private final Cursor cursor;

  SettingReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** SET in all its forms. */
  Statement set() {
    cursor.expect("set");
    if (cursor.accept("constraints")) {
      toEnd();
      return new TransactionReader(cursor).plain(Verb.SET_CONSTRAINTS, false);
    }
    if (cursor.accept("session", "characteristics", "as", "transaction")) {
      return new TransactionReader(cursor).modes(Verb.SET_CHARACTERISTICS);
    }
    Scope scope = scope();
    if (isTransaction()) {
      cursor.expect("transaction");
      TransactionReader reader = new TransactionReader(cursor);
      return cursor.accept("snapshot")
          ? reader.named(Verb.SET_SNAPSHOT, reader.string())
          : reader.modes(Verb.SET_TRANSACTION);
    }
    String special = special();
    if (!special.isEmpty()) {
      return setting(scope, special, value());
    }
    String variable = variable();
    if (cursor.accept("from", "current")) {
      return setting(scope, variable, new Action.FromCurrent());
    }
    if (!cursor.acceptSymbol("=")) {
      cursor.expect("to");
    }
    return setting(scope, variable, value());
  }

  private boolean isTransaction() {
    return cursor.isWord("transaction")
        && !cursor.peek(1).isWord("to")
        && !cursor.peek(1).isSymbol("=")
        && !cursor.peek(1).isSymbol(".");
  }

  /** SESSION and LOCAL are scopes unless they are the variable's own name. */
  private Scope scope() {
    if (cursor.peek(1).isSymbol("=") || cursor.peek(1).isWord("to")) {
      return Scope.SESSION;
    }
    if (cursor.accept("local")) {
      return Scope.LOCAL;
    }
    if (!cursor.areWords("session", "authorization")) {
      cursor.accept("session");
    }
    return Scope.SESSION;
  }

  /** The variable behind a special form, its words read; empty for an ordinary name. */
  private String special() {
    if (cursor.accept("time", "zone")) {
      return "timezone";
    }
    if (cursor.accept("session", "authorization")) {
      return "session_authorization";
    }
    if (cursor.accept("xml", "option")) {
      return "xmloption";
    }
    if (cursor.peek(1).isSymbol("=") || cursor.peek(1).isWord("to")) {
      return "";
    }
    if (cursor.peek(1).isSymbol(".")) {
      return "";
    }
    return switch (cursor.peek().word()) {
      case "schema" -> word("search_path");
      case "names" -> word("client_encoding");
      case "role" -> word("role");
      default -> "";
    };
  }

  private String word(String variable) {
    cursor.next();
    return variable;
  }

  private Action value() {
    if (cursor.accept("default")) {
      return new Action.Reset();
    }
    int begin = cursor.position();
    toEnd();
    if (begin == cursor.position()) {
      // SET NAMES alone means the default.
      return new Action.Reset();
    }
    return new Action.Assign(cursor.spanFrom(begin));
  }

  private void toEnd() {
    while (!cursor.atEnd() && !cursor.isSymbol(";")) {
      cursor.next();
    }
  }

  private String variable() {
    StringBuilder name = new StringBuilder(lower(cursor.label().value()));
    while (cursor.acceptSymbol(".")) {
      name.append('.').append(lower(cursor.label().value()));
    }
    return name.toString();
  }

  /** Variable names are matched without case even when quoted. */
  private static String lower(String name) {
    return Identifiers.fold(name, 0, name.length());
  }

  private static Statement setting(Scope scope, String variable, Action action) {
    return new Statement.SetVariable(new Setting(scope, variable, action));
  }

  /** RESET. */
  Statement reset() {
    cursor.expect("reset");
    if (cursor.accept("all")) {
      return setting(Scope.SESSION, "all", new Action.ResetAll());
    }
    return setting(Scope.SESSION, shownVariable(), new Action.Reset());
  }

  /** SHOW. */
  Statement show() {
    cursor.expect("show");
    return new Statement.Show(cursor.accept("all") ? "all" : shownVariable());
  }

  private String shownVariable() {
    if (cursor.accept("time", "zone")) {
      return "timezone";
    }
    if (cursor.accept("transaction", "isolation", "level")) {
      return "transaction_isolation";
    }
    if (cursor.accept("session", "authorization")) {
      return "session_authorization";
    }
    return variable();
  }
}
