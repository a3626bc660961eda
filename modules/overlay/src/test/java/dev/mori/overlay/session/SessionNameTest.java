package dev.mori.overlay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names people give to sessions. */
class SessionNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"shop/feature-x", "a/b", "Shop_2/v1.2.3", "0/0"})
  void aNameIsReadAndWrittenBack(String text) {
    assertThat(SessionName.parse(text))
        .isInstanceOfSatisfying(
            SessionName.Parsed.Valid.class,
            valid -> assertThat(valid.name().format()).isEqualTo(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop",
        "/x",
        "shop/",
        "shop/a/b",
        "shop/-x",
        "shop/.x",
        "sh op/x",
        "shop/x@y",
        "shop/käse",
        "shop/x\n",
        "shop/'; drop"
      })
  void whatIsNotANameIsRefusedWithASentence(String text) {
    assertThat(SessionName.parse(text)).isInstanceOf(SessionName.Parsed.Invalid.class);
  }

  @Test
  void aPartHasAtMost63Characters() {
    assertThat(SessionName.of("shop", "x".repeat(63))).isInstanceOf(SessionName.Parsed.Valid.class);
    assertThat(SessionName.of("shop", "x".repeat(64)))
        .isInstanceOf(SessionName.Parsed.Invalid.class);
    assertThatThrownBy(() -> new SessionName("shop", "x".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("63");
  }
}
