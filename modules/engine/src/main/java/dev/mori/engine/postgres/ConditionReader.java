package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Conjunct;
import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.Reference;
import dev.mori.overlay.statement.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the operands of the AND at the top of a condition, and those that bind a column. */
final class ConditionReader {
  private final Tokens tokens;
  private final int level;
  private final List<Conjunct> conjuncts = new ArrayList<>();

  private ConditionReader(Tokens tokens, int level) {
    this.tokens = tokens;
    this.level = level;
  }

  /** The conjuncts of the condition in tokens {@code [begin, end)}. */
  static List<Conjunct> conjuncts(Tokens tokens, int level, int begin, int end) {
    ConditionReader reader = new ConditionReader(tokens, level);
    reader.split(begin, end);
    return reader.conjuncts;
  }

  /** The column when the tokens are one plain chain of names, possibly in parentheses. */
  static Optional<Reference> column(Tokens tokens, int level, int begin, int end) {
    int from = begin;
    int to = end;
    while (to - from > 2 && isEnclosed(tokens, from, to)) {
      from++;
      to--;
    }
    return chain(tokens, level, from, to);
  }

  private static boolean isEnclosed(Tokens tokens, int begin, int end) {
    return tokens.at(begin).isSymbol("(") && tokens.partner(begin) == end - 1;
  }

  private static Optional<Reference> chain(Tokens tokens, int level, int begin, int end) {
    Token first = tokens.at(begin);
    boolean name =
        first.kind() == Kind.QUOTED
            || (first.kind() == Kind.WORD && Keywords.isColumnName(first.text()));
    if (!name || begin >= end || tokens.chainEnd(begin) != end) {
      return Optional.empty();
    }
    List<Name> parts = new ArrayList<>(3);
    for (int i = begin; i < end; i += 2) {
      parts.add(tokens.at(i).name());
    }
    return Optional.of(new Reference(level, Reference.Form.COLUMN, parts, tokens.span(begin, end)));
  }

  private void split(int begin, int end) {
    if (isEnclosed(tokens, begin, end) && !tokens.isQueryGroup(begin)) {
      int before = conjuncts.size();
      split(begin + 1, end - 1);
      if (conjuncts.size() == before) {
        conjuncts.add(new Conjunct.Other(tokens.span(begin, end)));
      }
      return;
    }
    List<Integer> ands = ands(begin, end);
    int from = begin;
    for (int and : ands) {
      operand(from, and, ands.size() > 0);
      from = and + 1;
    }
    operand(from, end, !ands.isEmpty());
  }

  private void operand(int begin, int end, boolean nested) {
    if (begin >= end) {
      return;
    }
    if (nested && isEnclosed(tokens, begin, end) && !tokens.isQueryGroup(begin)) {
      split(begin, end);
    } else {
      classify(begin, end);
    }
  }

  /** Indices of the ANDs at the top; none when an OR or a comma stands there. */
  private List<Integer> ands(int begin, int end) {
    List<Integer> ands = new ArrayList<>();
    int betweens = 0;
    int cases = 0;
    for (int i = begin; i < end; i++) {
      Token token = tokens.at(i);
      if (token.isSymbol("(") || token.isSymbol("[")) {
        i = tokens.partner(i);
      } else if (token.isSymbol(",")) {
        return List.of();
      } else if (token.kind() == Kind.WORD && !tokens.isUsedAsName(i)) {
        switch (token.text()) {
          case "case" -> cases++;
          case "end" -> cases--;
          case "between" -> betweens += cases == 0 ? 1 : 0;
          case "or" -> {
            if (cases == 0) {
              return List.of();
            }
          }
          case "and" -> {
            if (cases == 0 && betweens == 0) {
              ands.add(i);
            } else if (cases == 0) {
              betweens--;
            }
          }
          default -> {}
        }
      }
    }
    return ands;
  }

  private void classify(int begin, int end) {
    if (!equality(begin, end) && !membership(begin, end) && !rows(begin, end)) {
      conjuncts.add(new Conjunct.Other(tokens.span(begin, end)));
    }
  }

  private boolean equality(int begin, int end) {
    int equals = operatorAt(begin, end, "=");
    if (equals < 0) {
      return false;
    }
    Optional<Reference> left = column(tokens, level, begin, equals);
    Optional<Reference> right = column(tokens, level, equals + 1, end);
    if (left.isPresent()) {
      Optional<Value> value = ValueReader.value(tokens, equals + 1, end);
      if (value.isPresent()) {
        conjuncts.add(new Conjunct.Equal(left.get(), value.get(), tokens.span(begin, end)));
        return true;
      }
      return any(left.get(), equals + 1, begin, end);
    }
    Optional<Value> value = ValueReader.value(tokens, begin, equals);
    if (right.isEmpty() || value.isEmpty()) {
      return false;
    }
    conjuncts.add(new Conjunct.Equal(right.get(), value.get(), tokens.span(begin, end)));
    return true;
  }

  /** The only operator of the range at the top, when it is {@code symbol}, else -1. */
  private int operatorAt(int begin, int end, String symbol) {
    for (int i = begin; i < end; i++) {
      Token token = tokens.at(i);
      if (token.isSymbol("(") || token.isSymbol("[")) {
        i = tokens.partner(i);
      } else if (token.isSymbol(symbol)) {
        return i;
      }
    }
    return -1;
  }

  /** {@code = ANY (array)} and {@code = ANY (ARRAY[...])}. */
  private boolean any(Reference column, int from, int begin, int end) {
    boolean any = tokens.at(from).isWord("any") || tokens.at(from).isWord("some");
    if (!any || !isEnclosed(tokens, from + 1, end) || tokens.isQueryGroup(from + 1)) {
      return false;
    }
    int inner = from + 2;
    Optional<Value> array = ValueReader.value(tokens, inner, end - 1);
    if (array.isPresent()) {
      conjuncts.add(new Conjunct.AnyOf(column, array.get(), tokens.span(begin, end)));
      return true;
    }
    if (!tokens.at(inner).isWord("array") || !tokens.at(inner + 1).isSymbol("[")) {
      return false;
    }
    int close = tokens.partner(inner + 1);
    if (!ValueReader.isCastSuffix(tokens, close + 1, end - 1)) {
      return false;
    }
    Optional<List<Value>> values = ValueReader.values(tokens, inner + 2, close);
    values.ifPresent(list -> conjuncts.add(new Conjunct.In(column, list, tokens.span(begin, end))));
    return values.isPresent();
  }

  private boolean membership(int begin, int end) {
    int in = wordAt(begin, end, "in");
    if (in < 0 || !isEnclosed(tokens, in + 1, end) || tokens.isQueryGroup(in + 1)) {
      return false;
    }
    Optional<Reference> column = column(tokens, level, begin, in);
    if (column.isEmpty()) {
      return false;
    }
    Optional<List<Value>> values = ValueReader.values(tokens, in + 2, end - 1);
    values.ifPresent(
        list -> conjuncts.add(new Conjunct.In(column.get(), list, tokens.span(begin, end))));
    return values.isPresent();
  }

  private int wordAt(int begin, int end, String word) {
    for (int i = begin; i < end; i++) {
      Token token = tokens.at(i);
      if (token.isSymbol("(") || token.isSymbol("[")) {
        i = tokens.partner(i);
      } else if (token.isWord(word) && !tokens.isUsedAsName(i)) {
        return i;
      }
    }
    return -1;
  }

  /** {@code (a, b) = (1, 2)} and {@code (a, b) IN ((1, 2), ...)}. */
  private boolean rows(int begin, int end) {
    int open = tokens.at(begin).isWord("row") ? begin + 1 : begin;
    if (!tokens.at(open).isSymbol("(") || tokens.isQueryGroup(open)) {
      return false;
    }
    int close = tokens.partner(open);
    Optional<List<Reference>> columns = columns(open + 1, close);
    if (columns.isEmpty() || close + 1 >= end) {
      return false;
    }
    Token operator = tokens.at(close + 1);
    if (operator.isSymbol("=")) {
      return rowEquality(columns.get(), close + 2, begin, end);
    }
    if (!operator.isWord("in") || !isEnclosed(tokens, close + 2, end)) {
      return false;
    }
    List<List<Value>> rows = new ArrayList<>();
    for (int[] part : ValueReader.parts(tokens, close + 3, end - 1)) {
      Optional<List<Value>> row = row(part[0], part[1]);
      if (row.isEmpty() || row.get().size() != columns.get().size()) {
        return false;
      }
      rows.add(row.get());
    }
    conjuncts.add(new Conjunct.RowIn(columns.get(), rows, tokens.span(begin, end)));
    return true;
  }

  private boolean rowEquality(List<Reference> columns, int from, int begin, int end) {
    Optional<List<Value>> row = row(from, end);
    if (row.isEmpty() || row.get().size() != columns.size()) {
      return false;
    }
    for (int i = 0; i < columns.size(); i++) {
      conjuncts.add(new Conjunct.Equal(columns.get(i), row.get().get(i), tokens.span(begin, end)));
    }
    return true;
  }

  private Optional<List<Value>> row(int begin, int end) {
    int open = tokens.at(begin).isWord("row") ? begin + 1 : begin;
    if (open >= end || !isEnclosed(tokens, open, end)) {
      return Optional.empty();
    }
    return ValueReader.values(tokens, open + 1, end - 1);
  }

  private Optional<List<Reference>> columns(int begin, int end) {
    List<Reference> columns = new ArrayList<>();
    for (int[] part : ValueReader.parts(tokens, begin, end)) {
      Optional<Reference> column = column(tokens, level, part[0], part[1]);
      if (column.isEmpty()) {
        return Optional.empty();
      }
      columns.add(column.get());
    }
    return columns.size() < 2 ? Optional.empty() : Optional.of(columns);
  }
}
