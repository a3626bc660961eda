package dev.mori.overlay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Marks are journalled: these values hold for ever. */
class KeyMarkTest {

  @Test
  void anIntegerKeyIsItsOwnMark() {
    assertThat(KeyMark.ofLong(-5).bits()).isEqualTo(-5);
  }

  @Test
  void theHashOfOtherKeysNeverChanges() {
    assertThat(KeyMark.ofText(List.of("")).bits()).isEqualTo(GOLDEN_EMPTY);
    assertThat(KeyMark.ofText(List.of("a", "b")).bits()).isEqualTo(GOLDEN_A_B);
    assertThat(KeyMark.ofText(List.of("7f1c0f52-86a4-4a0f-8f6e-5b9c0a2d1e11")).bits())
        .isEqualTo(GOLDEN_UUID);
    assertThat(KeyMark.ofText(List.of("Käse")).bits()).isEqualTo(GOLDEN_CHEESE);
  }

  @Test
  void theBorderBetweenColumnsCounts() {
    assertThat(KeyMark.ofText(List.of("ab", "c"))).isNotEqualTo(KeyMark.ofText(List.of("a", "bc")));
    assertThat(KeyMark.ofText(List.of("ab"))).isNotEqualTo(KeyMark.ofText(List.of("ab", "")));
  }

  @Test
  void aMillionSimilarKeysDoNotCollide() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 1_000_000; i++) {
      seen.add(
          KeyMark.ofText(List.of(Integer.toString(i / 1000), Integer.toString(i % 1000))).bits());
    }
    assertThat(seen).hasSize(1_000_000);
  }

  @Test
  void aKeyHasAColumn() {
    assertThatThrownBy(() -> KeyMark.ofText(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Computed by an independent program from the text in KeyMark's documentation.
  private static final long GOLDEN_EMPTY = 5562976019076949127L;
  private static final long GOLDEN_A_B = 3873863788415837365L;
  private static final long GOLDEN_UUID = -4790154957035177691L;
  private static final long GOLDEN_CHEESE = 3465412919609101459L;
}
