package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StringValueTest {
  private static String value(String text, LexerSettings settings) {
    LexOutcome.Lexed lexed = (LexOutcome.Lexed) PostgresLexer.lex(text, settings);
    return StringValue.of(text, lexed.tokens().getFirst(), settings).orElse("(invalid)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "'it''s' ~ it's",
        "n'now' ~ now",
        "'a\\' ~ a\\",
        "e'n\\x6fw' ~ now",
        "E'n\\157w\\'\\q' ~ now'q",
        "e'\\u006eow\\U0000006e' ~ nown",
        "U&'n\\006fw\\\\' ~ now\\",
        "U&'n!+00006fw' UESCAPE '!' ~ now",
        "$$it's$$ ~ it's",
        "$a$now$$$a$ ~ now$$",
        "U&'\\zzzz' ~ (invalid)"
      })
  void everyFormOfAString(String text, String value) {
    assertThat(value(text.strip(), LexerSettings.STANDARD)).isEqualTo(value.strip());
  }

  @Test
  void piecesOnSeveralLinesAreOneString() {
    assertThat(value("'n'\n -- 'x'\n 'ow'", LexerSettings.STANDARD)).isEqualTo("now");
    assertThat(value("e'n'\n'\\x6fw'", LexerSettings.STANDARD)).isEqualTo("now");
  }

  @Test
  void plainStringsMayHaveEscapes() {
    assertThat(value("'n\\x6fw'", new LexerSettings(false, 15))).isEqualTo("now");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now",
        " Now ",
        "!now;",
        "today10:00",
        "04:05 tomorrow",
        "yesterday 10 pm America/North_Dakota/New_Salem",
        "on today at 10:00",
        "{now}",
        "[-infinity,now]",
        "[n\\ow,)",
        "{\"n\"\"ow\"}",
        "(1,\"today \")",
        "{2020-01-01,today EST}"
      })
  void timesAreRecognised(String value) {
    assertThat(TimeWords.in(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "now and then", "nowhere", "please call me today", "2020-01-01", "{}"})
  void sentencesAreNoTimes(String value) {
    assertThat(TimeWords.in(value)).isFalse();
  }
}
