package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.Statement;
import dev.mori.overlay.statement.Transaction;
import dev.mori.overlay.statement.Transaction.Access;
import dev.mori.overlay.statement.Transaction.Isolation;
import dev.mori.overlay.statement.Transaction.Verb;
import java.util.Optional;

/** Reads transaction control (gram.y: TransactionStmt and the SET forms about transactions). */
final class TransactionReader {
  private final Cursor cursor;
  private Optional<Isolation> isolation = Optional.empty();
  private Optional<Access> access = Optional.empty();
  private Optional<Boolean> deferrable = Optional.empty();

  TransactionReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** The statement that starts here with the word {@code first}. */
  Statement statement(String first) {
    cursor.next();
    return switch (first) {
      case "begin" -> {
        work();
        yield modes(Verb.BEGIN);
      }
      case "start" -> {
        cursor.expect("transaction");
        yield modes(Verb.BEGIN);
      }
      case "commit", "end" -> commit(first);
      case "rollback", "abort" -> rollback(first);
      case "savepoint" -> named(Verb.SAVEPOINT, cursor.columnName());
      case "release" -> {
        savepointWord();
        yield named(Verb.RELEASE, cursor.columnName());
      }
      case "prepare" -> {
        cursor.expect("transaction");
        yield named(Verb.PREPARE_TRANSACTION, string());
      }
      default -> throw cursor.malformed();
    };
  }

  /** Modes after SET TRANSACTION and its relatives; the keywords are already read. */
  Statement modes(Verb verb) {
    while (mode()) {
      cursor.acceptSymbol(",");
    }
    return new Statement.TransactionControl(
        new Transaction(verb, Optional.empty(), isolation, access, deferrable, false));
  }

  private boolean mode() {
    if (cursor.accept("isolation", "level")) {
      isolation = Optional.of(level());
    } else if (cursor.accept("read", "only")) {
      access = Optional.of(Access.READ_ONLY);
    } else if (cursor.accept("read", "write")) {
      access = Optional.of(Access.READ_WRITE);
    } else if (cursor.accept("not", "deferrable")) {
      deferrable = Optional.of(false);
    } else if (cursor.accept("deferrable")) {
      deferrable = Optional.of(true);
    } else {
      return false;
    }
    return true;
  }

  private Isolation level() {
    if (cursor.accept("read", "uncommitted")) {
      return Isolation.READ_UNCOMMITTED;
    }
    if (cursor.accept("read", "committed")) {
      return Isolation.READ_COMMITTED;
    }
    if (cursor.accept("repeatable", "read")) {
      return Isolation.REPEATABLE_READ;
    }
    cursor.expect("serializable");
    return Isolation.SERIALIZABLE;
  }

  private Statement commit(String first) {
    if (first.equals("commit") && cursor.accept("prepared")) {
      return named(Verb.COMMIT_PREPARED, string());
    }
    work();
    return plain(Verb.COMMIT, chain());
  }

  private Statement rollback(String first) {
    if (first.equals("rollback") && cursor.accept("prepared")) {
      return named(Verb.ROLLBACK_PREPARED, string());
    }
    work();
    if (cursor.accept("to")) {
      savepointWord();
      return named(Verb.ROLLBACK_TO, cursor.columnName());
    }
    return plain(Verb.ROLLBACK, chain());
  }

  private void savepointWord() {
    if (cursor.peek(1).isIdentifier()) {
      cursor.accept("savepoint");
    }
  }

  private void work() {
    if (!cursor.accept("work")) {
      cursor.accept("transaction");
    }
  }

  private boolean chain() {
    if (!cursor.accept("and")) {
      return false;
    }
    boolean chain = !cursor.accept("no");
    cursor.expect("chain");
    return chain;
  }

  /** A string constant as a name, for its place; the value stays empty. */
  Name string() {
    Token token = cursor.next();
    if (token.kind() != Kind.STRING) {
      throw cursor.malformed();
    }
    return token.name();
  }

  /** A statement with a name and nothing else. */
  Statement named(Verb verb, Name name) {
    return new Statement.TransactionControl(
        new Transaction(verb, Optional.of(name), isolation, access, deferrable, false));
  }

  /** A statement without a name. */
  Statement plain(Verb verb, boolean chain) {
    return new Statement.TransactionControl(
        new Transaction(verb, Optional.empty(), isolation, access, deferrable, chain));
  }
}
