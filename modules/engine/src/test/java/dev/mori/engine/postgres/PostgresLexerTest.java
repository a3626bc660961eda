package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresLexerTest {
  private static String lex(String text, LexerSettings settings) {
    return switch (PostgresLexer.lex(text, settings)) {
      case LexOutcome.Malformed m -> "malformed at " + m.at();
      case LexOutcome.Lexed lexed ->
          lexed.tokens().stream()
              .filter(t -> t.kind() != Token.Kind.END)
              .map(t -> text.substring(t.begin(), t.end()))
              .collect(Collectors.joining(" | "));
    };
  }

  private static String lex(String text) {
    return lex(text, LexerSettings.STANDARD);
  }

  private static List<Token> tokens(String text) {
    return ((LexOutcome.Lexed) PostgresLexer.lex(text, LexerSettings.STANDARD)).tokens();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "a-1 ~ a | - | 1",
        "a*-1 ~ a | * | - | 1",
        "a@-1 ~ a | @- | 1",
        "a<>-1 ~ a | <> | - | 1",
        "a->>'x' ~ a | ->> | 'x'",
        "a||-1 ~ a | ||- | 1",
        "a+/*c*/b ~ a | + | b",
        "/* a /* b */ c */x ~ x",
        "x::int[] ~ x | :: | int | [ | ]",
        "1..10 ~ 1 | .. | 10",
        "1.5e10.x ~ 1.5e10 | . | x",
        "t.*,.5 ~ t | . | * | , | .5",
        "$1::text ~ $1 | :: | text",
        "a$1$b ~ a$1$b",
        "$$a'$x$;$$ ~ $$a'$x$;$$",
        "$x$ $$ $x$ ~ $x$ $$ $x$",
        "'it''s' ~ 'it''s'",
        "'a\\' ~ 'a\\'",
        "E'a\\'b' ~ E'a\\'b'",
        "e'a\\\\' 'b' ~ e'a\\\\' | 'b'",
        "b'1''0' ~ b'1' | '0'",
        "N'x' U&'\\0061' X'1F' ~ N'x' | U&'\\0061' | X'1F'",
        "U&\"!0061\" UESCAPE '!' x ~ U&\"!0061\" UESCAPE '!' | x",
        "\"a\"\"b\".c ~ \"a\"\"b\" | . | c",
        "a => 1, b := 2 ~ a | => | 1 | , | b | := | 2",
        "else'x' ~ else | 'x'"
      })
  void splitsAsPostgresDoes(String text, String expected) {
    assertThat(lex(text.strip())).isEqualTo(expected.strip());
  }

  @Test
  void lineCommentsEndWithTheLine() {
    assertThat(lex("a--b\n+1")).isEqualTo("a | + | 1");
    assertThat(lex("a--b\r+1 -- x")).isEqualTo("a | + | 1");
  }

  @Test
  void stringsContinueOnTheNextLineOnly() {
    assertThat(lex("'a' \n 'b'")).isEqualTo("'a' \n 'b'");
    assertThat(lex("'a' -- c\n 'b' 'c'")).isEqualTo("'a' -- c\n 'b' | 'c'");
    assertThat(lex("'a' 'b'")).isEqualTo("'a' | 'b'");
    assertThat(lex("'a' /*\n*/ 'b'")).isEqualTo("'a' | 'b'");
  }

  @Test
  void plainStringsEscapeWhenTheConnectionSaysSo() {
    LexerSettings old = new LexerSettings(false, 15);
    assertThat(lex("'a\\'; drop table x --'", old)).isEqualTo("'a\\'; drop table x --'");
    assertThat(lex("'a\\'; drop table x --'")).startsWith("'a\\' | ; | drop");
    assertThat(lex("U&'x'", old)).isEqualTo("malformed at 0");
  }

  @Test
  void identifiersAreFoldedUnescapedAndCut() {
    assertThat(tokens("FooÄ").getFirst().text()).isEqualTo("fooÄ");
    assertThat(tokens("\"Foo\"\"x\"").getFirst().text()).isEqualTo("Foo\"x");
    assertThat(tokens("U&\"d\\0061t\\+000061\"").getFirst().text()).isEqualTo("data");
    assertThat(tokens("U&\"d!0061\" UESCAPE '!'").getFirst().text()).isEqualTo("da");
    assertThat(tokens("A".repeat(70)).getFirst().text()).isEqualTo("a".repeat(63));
    assertThat(tokens("ä".repeat(40)).getFirst().text()).isEqualTo("ä".repeat(31));
    assertThat(tokens("a\u00a0b").getFirst().text())
        .as("a no-break space is a letter")
        .isEqualTo("a\u00a0b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'a",
        "E'a\\'",
        "\"a",
        "\"\"",
        "/* /* */",
        "$$a",
        "$a$ $b$",
        "1a",
        "1_000",
        "0x1F",
        "$1a",
        "1e",
        "{",
        "\\",
        "U&\"\\00\"",
        "$"
      })
  void refusesWhatPostgresRefuses(String text) {
    assertThat(lex(text)).startsWith("malformed");
  }

  @Test
  void newerServersKnowMoreNumbers() {
    LexerSettings newer = new LexerSettings(true, 16);
    assertThat(lex("1_000 0x1F 0b1_0 1_0.5_0e1_0", newer))
        .isEqualTo("1_000 | 0x1F | 0b1_0 | 1_0.5_0e1_0");
  }
}
