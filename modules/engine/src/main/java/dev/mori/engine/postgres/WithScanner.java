package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.ParseOutcome.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks over a WITH clause without reading it: the names it defines and where the statement proper
 * begins.
 *
 * @param names the names of the common table expressions, in order
 * @param main index of the first token after the clause
 */
record WithScanner(List<Name> names, int main) {

  /** Scans the clause whose WITH stands at token {@code index}. */
  static WithScanner scan(Tokens tokens, int index) {
    List<Name> names = new ArrayList<>();
    int at = index + 1;
    if (tokens.at(at).isWord("recursive") && !tokens.at(at + 1).isWord("as")) {
      at++;
    }
    while (true) {
      if (!tokens.at(at).isIdentifier()) {
        throw malformed(tokens, at);
      }
      names.add(tokens.at(at).name());
      at = body(tokens, at + 1);
      Token after = tokens.at(at);
      if (after.isWord("search") || after.isWord("cycle")) {
        throw new ParseStop(
            Reason.UNSUPPORTED, "SEARCH and CYCLE clauses are not supported.", after.begin());
      }
      if (!after.isSymbol(",")) {
        return new WithScanner(names, at);
      }
      at++;
    }
  }

  /** The index after the parenthesised body of the table whose name ends before {@code from}. */
  private static int body(Tokens tokens, int from) {
    int at = from;
    if (tokens.at(at).isSymbol("(")) {
      at = tokens.partner(at) + 1;
    }
    if (!tokens.at(at).isWord("as")) {
      throw malformed(tokens, at);
    }
    at++;
    if (tokens.at(at).isWord("not")) {
      at++;
    }
    if (tokens.at(at).isWord("materialized")) {
      at++;
    }
    if (!tokens.at(at).isSymbol("(")) {
      throw malformed(tokens, at);
    }
    return tokens.partner(at) + 1;
  }

  private static ParseStop malformed(Tokens tokens, int at) {
    return new ParseStop(
        Reason.MALFORMED, "The WITH clause is not understood here.", tokens.at(at).begin());
  }
}
