package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mori.overlay.statement.ParseOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts made to exhaust the stack or the clock of the thread that reads them. */
class LongTextsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "explain ",
        "prepare p as ",
        "copy (",
        "explain (",
        "select not ",
        "select - ",
        "select case when ",
        "select 1 where not ",
        "with a as (",
        "select array[",
        "select (",
        "select 1 union ",
        "select * from a join ",
        "select * from (",
        "create schema s ",
        "create view v as ",
        "declare c cursor for ",
        "insert into t ",
        "update t set ",
        "values (",
        "select exists (",
        "select 1 in (",
        "table ",
        "not ",
        "case ",
        "select row("
      })
  void repeatedWordsAreReadOrRefused(String words) {
    String repeated = words.repeat(10_000);
    assertThatCode(() -> Parsing.parse(repeated)).doesNotThrowAnyException();
    String after =
        words.substring(0, words.indexOf(' ') + 1)
            + words.substring(words.indexOf(' ') + 1).repeat(10_000);
    assertThatCode(() -> Parsing.parse(after)).doesNotThrowAnyException();
  }

  @Test
  void explainOfExplainIsTheServersToRefuse() {
    assertThat(Parsing.parse("explain explain select 1")).isInstanceOf(ParseOutcome.Refused.class);
    assertThat(Parsing.parse("prepare p as explain select 1"))
        .isInstanceOf(ParseOutcome.Refused.class);
    assertThat(Parsing.parse("explain execute p(1)")).isInstanceOf(ParseOutcome.Parsed.class);
  }
}
