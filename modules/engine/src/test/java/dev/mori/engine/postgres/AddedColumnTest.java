package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddedColumnTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ADD COLUMN c text",
        "ADD c int DEFAULT -1.5 NOT NULL",
        "ADD c text DEFAULT 'it''s' NULL",
        "ADD c varchar(10) DEFAULT ('x')::varchar(10) NOT NULL",
        "ADD c int[] DEFAULT '{}'::int[]",
        "ADD c boolean NOT NULL DEFAULT false",
        "ADD c text DEFAULT 'generated' /* check */"
      })
  void constants(String action) {
    assertThat(AddedColumn.isPlain(action)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ADD c text NOT NULL",
        "ADD c timestamptz DEFAULT now()",
        "ADD c int DEFAULT 1 + 1",
        "ADD c text DEFAULT 'a' || 'b'",
        "ADD c text DEFAULT E'\\n'",
        "ADD c int DEFAULT 1 CHECK (c > 0)",
        "ADD c int REFERENCES t",
        "ADD c \"serial\"",
        "ADD c int GENERATED ALWAYS AS (1) STORED"
      })
  void whatLooksAtRows(String action) {
    assertThat(AddedColumn.isPlain(action)).isFalse();
  }

  @Test
  void longTextsTakeNoLongTime() {
    String blanks = " ".repeat(200_000);
    assertThat(AddedColumn.isPlain("ADD c text DEFAULT 'x'::text" + blanks + "%")).isFalse();
    assertThat(AddedColumn.isPlain("ADD c text DEFAULT '" + "''x".repeat(100_000) + "'")).isTrue();
  }
}
