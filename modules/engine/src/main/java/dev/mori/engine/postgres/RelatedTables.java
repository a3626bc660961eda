package dev.mori.engine.postgres;

import dev.mori.overlay.statement.Name;
import dev.mori.overlay.statement.QualifiedName;
import java.util.ArrayList;
import java.util.List;

/** Finds the relations a table definition names besides its own. */
final class RelatedTables {
  private RelatedTables() {}

  /** Index of the word outside brackets from the cursor on, or -1. */
  static int indexOf(Cursor cursor, String word) {
    Tokens tokens = cursor.tokens();
    int index = cursor.position();
    while (tokens.at(index).kind() != Token.Kind.END) {
      Token token = tokens.at(index);
      if (token.isSymbol("(") || token.isSymbol("[")) {
        index = tokens.partner(index);
      } else if (token.isWord(word) && !tokens.at(index - 1).isSymbol(".")) {
        return index;
      }
      index++;
    }
    return -1;
  }

  /** Parents of foreign keys and partitions, INHERITS and LIKE sources, attached partitions. */
  static List<QualifiedName> find(Cursor cursor) {
    Tokens tokens = cursor.tokens();
    List<QualifiedName> found = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.at(i);
      boolean names =
          switch (token.word()) {
            case "references" -> true;
            case "like" ->
                i > 0 && (tokens.at(i - 1).isSymbol("(") || tokens.at(i - 1).isSymbol(","));
            case "of", "inherit" -> i > 0 && !tokens.at(i - 1).isSymbol(".");
            case "partition" ->
                i > 0 && (tokens.at(i - 1).isWord("attach") || tokens.at(i - 1).isWord("detach"));
            default -> false;
          };
      if (names && tokens.at(i + 1).isIdentifier()) {
        found.add(nameAt(tokens, i + 1));
      } else if (token.isWord("inherits") && tokens.at(i + 1).isSymbol("(")) {
        for (int[] part : ValueReader.parts(tokens, i + 2, tokens.partner(i + 1))) {
          if (tokens.at(part[0]).isIdentifier()) {
            found.add(nameAt(tokens, part[0]));
          }
        }
      }
    }
    return found;
  }

  private static QualifiedName nameAt(Tokens tokens, int index) {
    int end = tokens.chainEnd(index);
    List<Name> parts = new ArrayList<>();
    for (int i = index; i < end; i += 2) {
      parts.add(tokens.at(i).name());
    }
    return new QualifiedName(parts, tokens.span(index, end));
  }
}
