package dev.mori.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorFieldsTest {
  @Test
  void ourOwnErrorsCarryWhatPostgresqlSends() {
    ErrorFields fields =
        ErrorFields.error("0A000", "not possible")
            .withDetail("because")
            .withHint("do not")
            .withPosition(7);
    assertThat(fields.severity()).isEqualTo("ERROR");
    assertThat(fields.sqlState()).isEqualTo("0A000");
    assertThat(fields.message()).isEqualTo("not possible");
    assertThat(fields.detail()).contains("because");
    assertThat(fields.hint()).contains("do not");
    assertThat(fields.position()).contains("7");
    assertThat(fields.fields())
        .extracting(ErrorFields.Field::code)
        .containsExactly('S', 'V', 'C', 'M', 'D', 'H', 'P');
  }

  @Test
  void theSeverityIsTheOneThatIsNotTranslated() {
    ErrorFields fields = ErrorFields.fatal("57P01", "m").with('S', "SCHWERWIEGEND");
    assertThat(fields.severity()).isEqualTo("FATAL");
    assertThat(fields.field('S')).contains("SCHWERWIEGEND");
    assertThat(fields.fields()).hasSize(4);
  }

  @Test
  void theNamesOfWhatIsConcernedAreFields() {
    ErrorFields fields =
        ErrorFields.error("23505", "m")
            .with('s', "public")
            .with('t', "t")
            .with('c', "c")
            .with('d', "d")
            .with('n', "t_pkey")
            .with('W', "w");
    assertThat(fields.schema()).contains("public");
    assertThat(fields.table()).contains("t");
    assertThat(fields.column()).contains("c");
    assertThat(fields.dataType()).contains("d");
    assertThat(fields.constraint()).contains("t_pkey");
    assertThat(fields.where()).contains("w");
  }

  @Test
  void incompleteFieldsAreABug() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ErrorFields(List.of(new ErrorFields.Field('M', "m"))));
  }
}
