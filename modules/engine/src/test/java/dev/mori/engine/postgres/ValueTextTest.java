package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          7                          | 7
          -7.5                       | -7.5
          $2                         | $2
          'it''s'                    | 'it''s'
          E'a\\'b'                   | E'a\\'b'
          null                       | null
          TRUE                       | TRUE
          '1'::public.d              | '1'
          $1::numeric(10, 2)         | $1
          '{1}'::int[]               | '{1}'
          '1' /* one */ :: bigint -- | '1'
          """)
  void aConstantIsKnownWithoutItsCast(String expression, String constant) {
    assertThat(ValueText.of(expression).constant()).contains(constant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-'7'", "a", "1 + 1", "f(1)", "'1'::d::e || f()", "1::d = any(select 1)", "'"})
  void anythingElseIsNoConstant(String expression) {
    assertThat(ValueText.of(expression).constant()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(SELECT 1)",
        "(TABLE orders)",
        "public.f(1)",
        "$$'$$ || 1::d || $$'$$",
        "d '1'",
        "\"d\" '1'",
        "CAST(1 AS d)",
        "TREAT(1 AS d)",
        "xmlserialize(content '<a/>'::xml AS d)",
        "json_value('1', '$' RETURNING d)",
        "'unterminated",
        "U&\"d\" '1'"
      })
  void whatMayReachAnObjectOfTheClientsIsNotSelfContained(String expression) {
    assertThat(ValueText.of(expression).selfContained()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 + 1", "lower('A::b.c select')", "$1 || \"x\"", "now()"})
  void operatorsAndFunctionsAreLeftToTheJudgeOfPurity(String expression) {
    assertThat(ValueText.of(expression).selfContained()).isTrue();
  }
}
