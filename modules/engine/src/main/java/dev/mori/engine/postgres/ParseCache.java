package dev.mori.engine.postgres;

import dev.mori.overlay.statement.ParseOutcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers what recent texts parsed to, least recently used out first. May be shared by threads;
 * nobody waits for a parse of another.
 */
public final class ParseCache {
  /** Longer texts are parsed each time: they rarely come twice. */
  private static final int LONGEST_KEPT = 16_384;

  private final int maxCharacters;
  private final Map<Key, ParseOutcome> outcomes = new LinkedHashMap<>(64, 0.75f, true);
  private int characters;

  /**
   * An empty cache.
   *
   * @param maxCharacters bound on the sum of the kept texts' lengths, in UTF-16 units
   */
  public ParseCache(int maxCharacters) {
    this.maxCharacters = maxCharacters;
  }

  private record Key(String text, LexerSettings settings) {}

  /** What {@code text} parses to, from memory or afresh. */
  public ParseOutcome parse(String text, LexerSettings settings) {
    if (text.length() > LONGEST_KEPT) {
      return PostgresParser.parse(text, settings);
    }
    Key key = new Key(text, settings);
    synchronized (outcomes) {
      ParseOutcome known = outcomes.get(key);
      if (known != null) {
        return known;
      }
    }
    ParseOutcome outcome = PostgresParser.parse(text, settings);
    synchronized (outcomes) {
      if (outcomes.put(key, outcome) == null) {
        characters += text.length();
      }
      var eldest = outcomes.keySet().iterator();
      while (characters > maxCharacters && eldest.hasNext()) {
        characters -= eldest.next().text().length();
        eldest.remove();
      }
    }
    return outcome;
  }

  /** How many outcomes are remembered. */
  public int size() {
    synchronized (outcomes) {
      return outcomes.size();
    }
  }
}
