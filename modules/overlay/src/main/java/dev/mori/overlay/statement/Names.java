package dev.mori.overlay.statement;

import java.util.List;
import java.util.Set;

/**
 * Every identifier and operator token of a statement, for judging what it may call.
 *
 * @param uses identifier tokens (keywords included) in text order
 * @param operators the distinct operator symbols
 * @param parameters whether any {@code $n} stands in it
 */
public record Names(List<NameUse> uses, Set<String> operators, boolean parameters) {
  /** No names at all. */
  public static final Names NONE = new Names(List.of(), Set.of(), false);

  public Names {
    uses = List.copyOf(uses);
    operators = Set.copyOf(operators);
  }

  /** Whether any identifier token has this folded value, in any position. */
  public boolean mentions(String value) {
    return uses.stream().anyMatch(use -> use.name().value().equals(value));
  }
}
