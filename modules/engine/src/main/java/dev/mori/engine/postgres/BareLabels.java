package dev.mori.engine.postgres;

import java.util.Set;

/** Tells a label written without AS from the last word of an expression. */
final class BareLabels {
  /** Words that end expressions or type names and are therefore not taken for labels. */
  private static final Set<String> ENDINGS =
      Set.of(
          "end",
          "null",
          "true",
          "false",
          "unknown",
          "isnull",
          "notnull",
          "precision",
          "zone",
          "varying",
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "second",
          "document",
          "normalized",
          "default",
          "local",
          "json",
          "object",
          "array",
          "scalar",
          "value",
          "keys");

  private BareLabels() {}

  /**
   * Whether the token at {@code last} labels the item that starts at token {@code begin}: it is an
   * identifier directly after a complete operand.
   */
  static boolean isLabel(Tokens tokens, int begin, int last) {
    Token token = tokens.at(last);
    if (last <= begin || !token.isIdentifier() || ENDINGS.contains(token.word())) {
      return false;
    }
    Token before = tokens.at(last - 1);
    return switch (before.kind()) {
      case STRING, BITS, NUMBER, PARAMETER, QUOTED -> true;
      case PUNCTUATION -> before.text().equals(")") || before.text().equals("]");
      case WORD -> wordEndsOperand(tokens, begin, last - 1);
      case OPERATOR -> before.text().equals("*") && tokens.at(last - 2).isSymbol(".");
      case END -> false;
    };
  }

  private static boolean wordEndsOperand(Tokens tokens, int begin, int index) {
    String word = tokens.at(index).word();
    if (index > begin && tokens.at(index - 1).isSymbol(".")) {
      return true;
    }
    if (ENDINGS.contains(word) || Keywords.VALUE_FUNCTIONS.contains(word)) {
      return true;
    }
    return Keywords.isColumnName(word) && !isConnector(word);
  }

  /** Words that stand between operands or before one. */
  private static boolean isConnector(String word) {
    return switch (word) {
      case "at",
          "zone",
          "over",
          "between",
          "escape",
          "double",
          "character",
          "bit",
          "interval",
          "time",
          "timestamp",
          "national",
          "operator",
          "within",
          "filter",
          "similar" ->
          true;
      default -> false;
    };
  }
}
