package dev.mori.conformance.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Several statements in one Query message: an implicit transaction, cut by BEGIN and COMMIT. The
 * pieces are joined by {@link #BETWEEN}, which no value contains.
 */
public final class Strings {
  /** Between two statements. */
  public static final String BETWEEN = ";\n";

  private final Reads reads;
  private final Writes writes;

  Strings(Reads reads, Writes writes) {
    this.reads = reads;
    this.writes = writes;
  }

  Draft any(Sql sql) {
    Dice dice = sql.dice();
    List<String> texts = new ArrayList<>();
    Footprint all = Footprint.reading();
    int control = dice.below(6);
    for (int i = dice.between(2, 4); i > 0; i--) {
      Draft draft = piece(sql.literal());
      texts.add(draft.sql());
      all.add(draft.footprint());
    }
    switch (control) {
      case 0 -> texts.addFirst("BEGIN");
      case 1 -> {
        texts.addFirst("BEGIN");
        texts.add(dice.pick("COMMIT", "ROLLBACK", "END"));
      }
      case 2 -> texts.add(dice.between(1, texts.size()), dice.pick("COMMIT", "ROLLBACK", "BEGIN"));
      default -> {}
    }
    return new Draft(
        String.join(BETWEEN, texts) + dice.pick("", ";"), List.of(), false, true, all, List.of());
  }

  private Draft piece(Sql sql) {
    int percent = sql.dice().below(100);
    if (percent < 55) {
      return writes.any(sql);
    }
    if (percent < 85) {
      return reads.single(sql);
    }
    return percent < 93 ? Others.mistake(sql.dice()) : Others.setting(sql.dice());
  }
}
