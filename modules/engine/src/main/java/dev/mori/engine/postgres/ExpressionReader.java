package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QueryLevel.Role;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.Reference.Form;
import dev.mori.overlay.statement.Span;
import java.util.ArrayList;
import java.util.List;

/** Steps over expressions, gathering the names and queries inside them. */
final class ExpressionReader {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Tokens tokens;

  ExpressionReader(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor();
    this.tokens = cursor.tokens();
  }

  /** One expression, which must not be empty. */
  Span expression(int level) {
    int begin = cursor.position();
    skim(level);
    if (cursor.position() == begin) {
      throw cursor.malformed();
    }
    return cursor.spanFrom(begin);
  }

  /** Expressions with commas between them. */
  List<Span> expressions(int level) {
    List<Span> spans = new ArrayList<>();
    do {
      spans.add(expression(level));
    } while (cursor.acceptSymbol(","));
    return spans;
  }

  /** Everything inside the parentheses that open here. */
  void group(int level) {
    if (!cursor.isSymbol("(")) {
      throw cursor.malformed();
    }
    if (tokens.isQueryGroup(cursor.position())) {
      subquery(level);
    } else {
      int end = tokens.partner(cursor.position());
      cursor.next();
      rest(level, end);
      cursor.expectSymbol(")");
    }
  }

  /** Everything up to token {@code end}, whatever clauses it consists of. */
  void rest(int level, int end) {
    while (cursor.position() < end) {
      if (cursor.isSymbol("(") && tokens.isQueryGroup(cursor.position())) {
        subquery(level);
      } else if (cursor.peek().isIdentifier()) {
        chain(level);
      } else if (cursor.isSymbol(";")) {
        throw cursor.malformed();
      } else {
        cursor.next();
      }
    }
  }

  /** Steps forward to the first token at this nesting that ends an expression. */
  private void skim(int level) {
    int depth = 0;
    while (true) {
      Token token = cursor.peek();
      if (token.kind() == Kind.END || token.isSymbol(";")) {
        return;
      }
      if (token.isIdentifier()) {
        if (depth == 0 && endsExpression()) {
          return;
        }
        chain(level);
      } else if (token.kind() != Kind.PUNCTUATION) {
        cursor.next();
      } else {
        switch (token.text()) {
          case "(" -> {
            if (tokens.isQueryGroup(cursor.position())) {
              subquery(level);
            } else {
              depth++;
              cursor.next();
            }
          }
          case "[" -> {
            depth++;
            cursor.next();
          }
          case ")", "]", "," -> {
            if (depth == 0) {
              return;
            }
            depth -= token.text().equals(",") ? 0 : 1;
            cursor.next();
          }
          default -> cursor.next();
        }
      }
    }
  }

  private void subquery(int level) {
    cursor.expectSymbol("(");
    grammar.queries().query(level, Role.EXPRESSION);
    cursor.expectSymbol(")");
  }

  /** Whether the word here is a clause keyword or starts a join, and not a name or part of one. */
  private boolean endsExpression() {
    int index = cursor.position();
    String word = cursor.peek().word();
    if (word.isEmpty() || tokens.isUsedAsName(index)) {
      return false;
    }
    if (grammar.from().startsJoin(index)) {
      return true;
    }
    if (!Keywords.EXPRESSION_ENDS.contains(word)) {
      return false;
    }
    return switch (word) {
      case "from" -> !isDistinctFrom(index);
      case "group" -> index == 0 || !tokens.at(index - 1).isWord("within");
      case "with" -> !tokens.at(index + 1).isWord("time");
      default -> true;
    };
  }

  private boolean isDistinctFrom(int index) {
    return index >= 2
        && tokens.at(index - 1).isWord("distinct")
        && (tokens.at(index - 2).isWord("is") || tokens.at(index - 2).isWord("not"));
  }

  /** A chain of names, recorded when it can name something. */
  private void chain(int level) {
    int begin = cursor.position();
    int end = tokens.chainEnd(begin);
    boolean star = tokens.at(end).isSymbol(".") && tokens.at(end + 1).isSymbol("*");
    cursor.moveTo(star ? end + 2 : end);
    boolean single = end == begin + 1;
    if (single && !star && isSyntax(begin)) {
      return;
    }
    boolean field = begin > 0 && tokens.at(begin - 1).isSymbol(".");
    if (field && !cursor.isSymbol("(")) {
      return;
    }
    List<Name> parts = new ArrayList<>((end - begin + 1) / 2);
    for (int i = begin; i < end; i += 2) {
      parts.add(tokens.at(i).name());
    }
    Span span = cursor.spanFrom(begin);
    grammar.collector().add(new Reference(level, form(begin, end, star), parts, span));
  }

  private Form form(int begin, int end, boolean star) {
    if (star) {
      return Form.STAR;
    }
    boolean afterType =
        begin > 0 && (tokens.at(begin - 1).isSymbol("::") || tokens.at(begin - 1).isWord("as"));
    if (afterType || tokens.at(end).kind() == Kind.STRING) {
      return Form.TYPE;
    }
    return tokens.at(end).isSymbol("(") ? Form.CALL : Form.COLUMN;
  }

  /** Whether the single word at {@code index} is grammar and names nothing. */
  private boolean isSyntax(int index) {
    Token token = tokens.at(index);
    String word = token.word();
    if (word.isEmpty()) {
      return false;
    }
    Token after = tokens.at(index + 1);
    if (after.isSymbol("(") && !Keywords.RESERVED.contains(word)) {
      return Keywords.SYNTAX_ONLY.contains(word);
    }
    if (tokens.isUsedAsName(index)) {
      return false;
    }
    if (!Keywords.isColumnName(word)) {
      return true;
    }
    String before = index == 0 ? "" : tokens.at(index - 1).word();
    return switch (word) {
      case "between" -> true;
      case "at" -> after.isWord("time") || after.isWord("local");
      case "time" -> before.equals("at") || before.equals("with") || before.equals("without");
      case "zone" -> before.equals("time");
      case "nulls" -> after.isWord("first") || after.isWord("last");
      case "first", "last" -> before.equals("nulls");
      case "precision" -> before.equals("double");
      case "varying" -> before.equals("character") || before.equals("bit");
      case "partition" -> after.isWord("by");
      case "by" -> before.equals("order") || before.equals("partition");
      case "escape" -> after.kind() == Kind.STRING;
      default -> false;
    };
  }
}
