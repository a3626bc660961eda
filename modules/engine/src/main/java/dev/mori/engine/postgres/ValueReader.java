package dev.mori.engine.postgres;

import dev.mori.engine.postgres.Token.Kind;
import dev.mori.overlay.statement.Span;
import dev.mori.overlay.statement.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recognises constants and parameters, with a sign, a cast or a type in front. */
final class ValueReader {
  private ValueReader() {}

  /** The value the tokens {@code [begin, end)} are, when they are exactly one. */
  static Optional<Value> value(Tokens tokens, int begin, int end) {
    if (begin >= end) {
      return Optional.empty();
    }
    Span whole = tokens.span(begin, end);
    int from = begin;
    int to = end;
    while (tokens.at(from).isSymbol("(") && tokens.partner(from) == to - 1 && to - from > 2) {
      from++;
      to--;
    }
    if (tokens.at(from).isWord("cast") && tokens.at(from + 1).isSymbol("(")) {
      return tokens.partner(from + 1) == to - 1
          ? castCall(tokens, from + 2, to - 1, whole)
          : Optional.empty();
    }
    int literalEnd = literalEnd(tokens, from, to);
    if (literalEnd < 0 || !isCastSuffix(tokens, literalEnd, to)) {
      return Optional.empty();
    }
    return Optional.of(new Value(kind(tokens, from), literal(tokens, from, literalEnd), whole));
  }

  private static Optional<Value> castCall(Tokens tokens, int from, int to, Span whole) {
    int literalEnd = literalEnd(tokens, from, to);
    if (literalEnd < 0
        || !tokens.at(literalEnd).isWord("as")
        || !isTypeName(tokens, literalEnd + 1, to)) {
      return Optional.empty();
    }
    return Optional.of(new Value(kind(tokens, from), literal(tokens, from, literalEnd), whole));
  }

  /** Values with commas between them in {@code [begin, end)}; empty unless all are values. */
  static Optional<List<Value>> values(Tokens tokens, int begin, int end) {
    List<Value> values = new ArrayList<>();
    for (int[] part : parts(tokens, begin, end)) {
      Optional<Value> value = value(tokens, part[0], part[1]);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values);
  }

  /** The ranges between the commas of {@code [begin, end)}. */
  static List<int[]> parts(Tokens tokens, int begin, int end) {
    List<int[]> parts = new ArrayList<>();
    int from = begin;
    for (int i = begin; i < end; i++) {
      Token token = tokens.at(i);
      if (token.isSymbol("(") || token.isSymbol("[")) {
        i = tokens.partner(i);
      } else if (token.isSymbol(",")) {
        parts.add(new int[] {from, i});
        from = i + 1;
      }
    }
    parts.add(new int[] {from, end});
    return parts;
  }

  /** Whether {@code [begin, end)} is empty or a row of {@code ::type} casts. */
  static boolean isCastSuffix(Tokens tokens, int begin, int end) {
    int from = begin;
    while (from < end) {
      if (!tokens.at(from).isSymbol("::")) {
        return false;
      }
      int to = from + 1;
      while (to < end && !tokens.at(to).isSymbol("::")) {
        to++;
      }
      if (!isTypeName(tokens, from + 1, to)) {
        return false;
      }
      from = to;
    }
    return true;
  }

  private static boolean isTypeName(Tokens tokens, int begin, int end) {
    if (begin >= end || !tokens.at(begin).isIdentifier()) {
      return false;
    }
    for (int i = begin; i < end; i++) {
      Token token = tokens.at(i);
      boolean part =
          token.isIdentifier()
              ? !isConditionWord(token)
              : token.kind() == Kind.NUMBER
                  || (token.kind() == Kind.PUNCTUATION && "()[].,".contains(token.text()));
      if (!part) {
        return false;
      }
    }
    return true;
  }

  private static boolean isConditionWord(Token token) {
    return switch (token.word()) {
      case "is",
          "in",
          "not",
          "collate",
          "at",
          "like",
          "ilike",
          "similar",
          "between",
          "isnull",
          "notnull",
          "over" ->
          true;
      default -> false;
    };
  }

  private static int literalEnd(Tokens tokens, int from, int to) {
    Token first = tokens.at(from);
    if (from >= to) {
      return -1;
    }
    return switch (first.kind()) {
      case NUMBER, STRING, PARAMETER -> from + 1;
      case OPERATOR ->
          (first.text().equals("-") || first.text().equals("+"))
                  && from + 1 < to
                  && tokens.at(from + 1).kind() == Kind.NUMBER
                  && !tokens.at(from + 2).isSymbol("::")
              ? from + 2
              : -1;
      case WORD -> wordLiteralEnd(tokens, from, to);
      case QUOTED, BITS, PUNCTUATION, END -> -1;
    };
  }

  /** TRUE, FALSE, NULL, or a type name in front of a string. */
  private static int wordLiteralEnd(Tokens tokens, int from, int to) {
    return switch (tokens.at(from).word()) {
      case "true", "false", "null" -> from + 1;
      default -> {
        int end = tokens.chainEnd(from);
        yield end < to && tokens.at(end).kind() == Kind.STRING ? end + 1 : -1;
      }
    };
  }

  private static Value.Kind kind(Tokens tokens, int from) {
    Token first = tokens.at(from);
    return switch (first.kind()) {
      case PARAMETER -> Value.Kind.PARAMETER;
      case NUMBER, OPERATOR -> Value.Kind.NUMBER;
      case WORD ->
          switch (first.text()) {
            case "true", "false", "null" -> Value.Kind.KEYWORD;
            default -> Value.Kind.STRING;
          };
      case STRING, QUOTED, BITS, PUNCTUATION, END -> Value.Kind.STRING;
    };
  }

  private static Span literal(Tokens tokens, int from, int end) {
    return switch (tokens.at(from).word()) {
      case "", "true", "false", "null" -> tokens.span(from, end);
      default -> tokens.span(end - 1, end);
    };
  }
}
