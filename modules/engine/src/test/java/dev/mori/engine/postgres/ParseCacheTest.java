package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParseCacheTest {
  private static final LexerSettings STANDARD = LexerSettings.STANDARD;

  @Test
  void theSameTextIsParsedOnce() {
    ParseCache cache = new ParseCache(1000);
    assertThat(cache.parse("select 1", STANDARD)).isSameAs(cache.parse("select 1", STANDARD));
    assertThat(cache.parse("select 1", new LexerSettings(false, 15)))
        .isNotSameAs(cache.parse("select 1", STANDARD));
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() {
    ParseCache cache = new ParseCache(20);
    var first = cache.parse("select 1", STANDARD);
    cache.parse("select 2", STANDARD);
    cache.parse("select 1", STANDARD);
    cache.parse("select 3", STANDARD);
    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.parse("select 1", STANDARD)).isSameAs(first);
  }

  @Test
  void longTextsAreNotKept() {
    ParseCache cache = new ParseCache(1 << 20);
    cache.parse("select '" + "x".repeat(20_000) + "'", STANDARD);
    assertThat(cache.size()).isZero();
  }
}
