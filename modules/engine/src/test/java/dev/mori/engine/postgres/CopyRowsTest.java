package dev.mori.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyRowsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          COPY t FROM STDIN                                   | TEXT
          COPY t (csv, quote) FROM STDIN (NULL 'csv')         | TEXT
          COPY t FROM STDIN (FORMAT "csv", FORCE_NULL (c))    | CSV
          COPY t FROM STDIN (HEADER, FORMAT 'csv')            | CSV
          COPY t FROM STDIN WITH DELIMITER AS ';' CSV HEADER  | CSV
          COPY t FROM STDIN CSV QUOTE AS E'\\t'               | CSV
          COPY t FROM STDIN CSV QUOTE AS 'ab'                 | UNKNOWN
          COPY t FROM STDIN (FORMAT csv, QUOTE)               | UNKNOWN
          COPY t FROM STDIN CSV (QUOTE)                       | UNKNOWN
          COPY t FROM STDIN USING DELIMITERS ';' WITH CSV     | CSV
          COPY t FROM STDIN CSV QUOTE '''' ESCAPE 'x'         | CSV
          COPY BINARY t FROM STDIN                            | BINARY
          COPY t FROM STDIN WITH BINARY                       | BINARY
          COPY t FROM STDIN (FORMAT binary) WHERE a > 5       | BINARY
          """)
  void theOptionsNameTheFormat(String sql, CopyFormat.Kind kind) {
    assertThat(format(sql).kind()).isEqualTo(kind);
  }

  @Test
  void freezeIsSeen() {
    assertThat(format("COPY t FROM STDIN (FREEZE)").freezes()).isTrue();
    assertThat(format("COPY t FROM STDIN (NULL '', freeze off)").freezes()).isTrue();
    assertThat(format("COPY t FROM STDIN FREEZE CSV").freezes()).isTrue();
    assertThat(format("COPY t FROM STDIN FREEZE UNHEARD_OF").freezes()).isTrue();
    assertThat(format("COPY t FROM STDIN (FORCE_NULL (a), NULL 'freeze')").freezes()).isFalse();
  }

  @Test
  void linesOfText() {
    assertThat(cut("COPY t FROM STDIN", "a\nbb\nccc\n", 1)).isEmpty();
    assertThat(cut("COPY t FROM STDIN", "a\nbb\nccc\n", 3)).isEqualTo("a\nbb\n");
    assertThat(cut("COPY t FROM STDIN", "a\r\nbb\r\nccc\r\n", 2)).isEqualTo("a\r\n");
    assertThat(cut("COPY t FROM STDIN", "a\rbb\rccc\r", 3)).isEqualTo("a\rbb\r");
    assertThat(cut("COPY t FROM STDIN", "a\\\nb\nc\n", 2)).isEqualTo("a\\\nb\n");
    assertThat(cut("COPY t FROM STDIN", "a\nb", 5)).isEqualTo("a\n");
  }

  @Test
  void linesOfCsv() {
    String csv = "COPY t FROM STDIN CSV";
    assertThat(cut(csv, "h\na,\"\n\n\"\nb,c\nd\n", 4)).isEqualTo("h\n");
    assertThat(cut(csv, "h\na,\"\n\n\"\nb,c\nd\n", 5)).isEqualTo("h\na,\"\n\n\"\n");
    assertThat(cut(csv, "h\na,\"x\"\"\n\"\nb\n", 4)).isEqualTo("h\na,\"x\"\"\n\"\n");
    assertThat(cut(csv + " ESCAPE '\\'", "h\na,\"x\\\"\n\"\nb\n", 4))
        .isEqualTo("h\na,\"x\\\"\n\"\n");
    // The server does not count newlines in quotes before it has seen how lines end.
    assertThat(cut(csv, "a,\"\n\n\"\nb,c\nd\n", 2)).isEqualTo("a,\"\n\n\"\n");
    assertThat(cut(csv, "a\\\nb\n", 2)).isEqualTo("a\\\n");
  }

  @Test
  void tuples() {
    String head = "5047434f50590aff0d0a00" + "00000000" + "00000002" + "abcd";
    String row = "0002" + "00000001" + "41" + "ffffffff";
    byte[] data = HexFormat.of().parseHex(head + row + row + row + "ffff");
    int begin = head.length() / 2;
    int size = row.length() / 2;
    for (int line = 1; line <= 3; line++) {
      CopyRows rows = new CopyRows(format("COPY t FROM STDIN BINARY"), line, 0);
      feed(rows, data);
      assertThat(rows.found().orElse(-1)).isEqualTo(line == 1 ? 0 : begin + (line - 1) * size);
    }
  }

  @Test
  void rowsArePassedOver() {
    CopyRows rows = new CopyRows(format("COPY t FROM STDIN"), 2, 2);
    feed(rows, "a\nb\nc\nd\n".getBytes(StandardCharsets.UTF_8));
    assertThat(rows.found()).hasValue(6);
  }

  private static CopyFormat format(String sql) {
    Statement.CopyData statement = (Statement.CopyData) Parsing.statement(sql);
    return CopyFormat.of(sql, statement.copy(), LexerSettings.STANDARD);
  }

  /** The data before the row with this line. */
  private static String cut(String sql, String data, int line) {
    CopyRows rows = new CopyRows(format(sql), line, 0);
    feed(rows, data.getBytes(StandardCharsets.UTF_8));
    return data.substring(0, (int) rows.found().orElse(rows.rowBegin()));
  }

  private static void feed(CopyRows rows, byte[] data) {
    for (byte octet : data) {
      rows.next(octet);
    }
  }
}
