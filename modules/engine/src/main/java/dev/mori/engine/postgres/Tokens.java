package dev.mori.engine.postgres;

import dev.mori.overlay.statement.ParseOutcome.Reason;
import dev.mori.overlay.statement.Span;
import java.util.BitSet;
import java.util.List;

/** The tokens of one statement with their brackets matched; indices count tokens. */
final class Tokens {
  private final Token[] tokens;
  private final int[] partner;
  private final BitSet queryGroups = new BitSet();

  private Tokens(List<Token> list) {
    this.tokens = list.toArray(Token[]::new);
    this.partner = new int[tokens.length];
  }

  /** Matches the brackets; unbalanced ones stop the parse. */
  static Tokens of(List<Token> list, ParserLimits limits) {
    Tokens tokens = new Tokens(list);
    tokens.matchBrackets(limits.nesting());
    tokens.findQueryGroups();
    return tokens;
  }

  private void matchBrackets(int maxNesting) {
    int[] open = new int[Math.min(tokens.length, maxNesting) + 1];
    int depth = 0;
    for (int i = 0; i < tokens.length; i++) {
      Token token = tokens[i];
      if (token.kind() != Token.Kind.PUNCTUATION) {
        continue;
      }
      switch (token.text()) {
        case "(", "[" -> {
          if (depth == maxNesting) {
            throw new ParseStop(
                Reason.TOO_COMPLEX, "The statement is nested too deeply.", token.begin());
          }
          open[depth++] = i;
        }
        case ")", "]" -> {
          String opening = token.text().equals(")") ? "(" : "[";
          if (depth == 0 || !tokens[open[depth - 1]].isSymbol(opening)) {
            throw new ParseStop(Reason.MALFORMED, "A bracket has no partner.", token.begin());
          }
          depth--;
          partner[i] = open[depth];
          partner[open[depth]] = i;
        }
        default -> {}
      }
    }
    if (depth > 0) {
      throw new ParseStop(
          Reason.MALFORMED, "A bracket is not closed.", tokens[open[depth - 1]].begin());
    }
  }

  /** Inner groups first: a group is a query when it starts with one and goes on like one. */
  private void findQueryGroups() {
    for (int i = tokens.length - 2; i >= 0; i--) {
      if (tokens[i].isSymbol("(") && startsQuery(i + 1)) {
        queryGroups.set(i);
      }
    }
  }

  private boolean startsQuery(int index) {
    return switch (tokens[index].word()) {
      case "select", "with", "table" -> true;
      case "values" -> tokens[index + 1].isSymbol("(");
      default -> tokens[index].isSymbol("(") && queryGroups.get(index) && continuesQuery(index);
    };
  }

  private boolean continuesQuery(int group) {
    Token after = tokens[partner[group] + 1];
    return after.isSymbol(")")
        || switch (after.word()) {
          case "union", "intersect", "except", "order", "limit", "offset", "fetch", "for" -> true;
          default -> false;
        };
  }

  /** Number of tokens, the end token included. */
  int size() {
    return tokens.length;
  }

  /** The token at {@code index}; the end token for every index past it. */
  Token at(int index) {
    return tokens[Math.min(index, tokens.length - 1)];
  }

  /** Index of the bracket that belongs to the one at {@code index}. */
  int partner(int index) {
    return partner[index];
  }

  /** Whether the parenthesis at {@code index} encloses a query and nothing else. */
  boolean isQueryGroup(int index) {
    return queryGroups.get(index);
  }

  /** The text from token {@code from} up to but not including token {@code to}. */
  Span span(int from, int to) {
    return to <= from
        ? new Span(at(from).begin(), at(from).begin())
        : new Span(tokens[from].begin(), tokens[to - 1].end());
  }

  /**
   * Whether the keyword at {@code index} is used as a name: after a dot, after AS, or as a type
   * after {@code ::}.
   */
  boolean isUsedAsName(int index) {
    if (index < 2) {
      return false;
    }
    Token before = tokens[index - 1];
    Token owner = tokens[index - 2];
    if (before.isSymbol(".")) {
      return owner.isIdentifier() || owner.isSymbol(")") || owner.isSymbol("]");
    }
    if (before.isSymbol("::")) {
      return !Keywords.RESERVED.contains(tokens[index].word());
    }
    return before.isWord("as") && !owner.isSymbol(".") && !owner.isSymbol("(");
  }

  /** Index after the chain {@code a.b.c} that starts at {@code index}. */
  int chainEnd(int index) {
    int end = index + 1;
    while (at(end).isSymbol(".") && at(end + 1).isIdentifier()) {
      end += 2;
    }
    return end;
  }
}
