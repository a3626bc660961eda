package dev.mori.engine.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mori.overlay.statement.Copy;
import dev.mori.overlay.statement.Statement;
import dev.mori.protocol.postgres.ErrorFields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyLinesTest {
  private static final String TRICKY = "\\.,;|\"'ab N\b\f\n\r\t\u000b\u0001\u007f\u00e4\u00ff";

  @Test
  void textEscapesWhatEndsAValue() {
    String copy = "COPY t TO STDOUT";
    assertThat(line(copy, "a\tb\\c", null, "")).isEqualTo("a\\tb\\\\c\t\\N\t\n");
    assertThat(line(copy, "\b\f\n\r\t\u000b\u0001")).isEqualTo("\\b\\f\\n\\r\\t\\v\u0001\n");
    assertThat(line(copy + " (DELIMITER '|', NULL '')", "a|b\t", null)).isEqualTo("a\\|b\\t|\n");
    assertThat(line(copy + " DELIMITER E'\\x01'", "a\u0001b", "c"))
        .isEqualTo("a\\\u0001b\u0001c\n");
    assertThat(line(copy)).isEqualTo("\n");
  }

  @Test
  void csvQuotesWhatHasToBe() {
    String copy = "COPY t TO STDOUT CSV";
    assertThat(line(copy, "a,b", "c\"d", "", null, "e f"))
        .isEqualTo("\"a,b\",\"c\"\"d\",\"\",,e f\n");
    assertThat(line(copy, "\\.")).isEqualTo("\"\\.\"\n");
    assertThat(line(copy, "\\.", "\\.")).isEqualTo("\\.,\\.\n");
    assertThat(line(copy + " QUOTE '''' ESCAPE '\\'", "a'b", "c\\d", "e,\\"))
        .isEqualTo("'a\\'b',c\\d,'e,\\\\'\n");
    assertThat(line(copy + " NULL 'nil' FORCE QUOTE b", "nil", "x", null))
        .isEqualTo("\"nil\",\"x\",nil\n");
    assertThat(line(copy + " FORCE QUOTE *", "x", null, "")).isEqualTo("\"x\",,\"\"\n");
  }

  @Test
  void aHeaderNamesTheColumns() {
    assertThat(header("COPY t TO STDOUT", "a")).isEmpty();
    assertThat(header("COPY t TO STDOUT (HEADER)", "a\tb", "c")).isEqualTo("a\\tb\tc\n");
    assertThat(header("COPY t TO STDOUT CSV HEADER FORCE QUOTE *", "a", "b,c"))
        .isEqualTo("a,\"b,c\"\n");
    assertThat(header("COPY t TO STDOUT (HEADER 0)", "a")).isEmpty();
  }

  /** Whatever is not certain is left to the server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(ENCODING 'latin1')",
        "(FORMAT fancy)",
        "(HEADER match)",
        "(HEADER 2)",
        "(NULL 5)",
        "(DELIMITER 'ab')",
        "(DELIMITER 'ä')",
        "(FORCE_NULL (a))",
        "(LOG_VERBOSITY verbose)",
        "CSV (HEADER)",
        "CSV QUOTE",
        "(FORMAT csv, )",
        "(FORMAT csv) x"
      })
  void otherOptionsAreNotReadHere(String options) {
    assertThat(format("COPY t TO STDOUT " + options)).isEmpty();
  }

  /** Text and CSV come back as what they were, with any options. */
  @Test
  void linesReadBackGiveTheRow() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      List<@Nullable String> row = row(random);
      String delimiter = random.nextBoolean() ? "," : "|";
      String text = line("COPY t TO STDOUT DELIMITER '" + delimiter + "'", values(row));
      assertThat(Unwritten.text(text, delimiter.charAt(0))).isEqualTo(row);
      String escape = random.nextBoolean() ? "\"" : "\\";
      String csv =
          line(
              "COPY t TO STDOUT CSV DELIMITER '%s' ESCAPE '%s'".formatted(delimiter, escape),
              values(row));
      assertThat(Unwritten.csv(csv, delimiter.charAt(0), escape.charAt(0))).isEqualTo(row);
    }
  }

  @Test
  void anErrorStandsWhereTheClientWroteIt() {
    String sql = "COPY (SELECT 'ä', nope FROM t) TO STDOUT (HEADER 5)";
    CopyTrial trial = CopyTrial.of(sql, copy(sql));
    for (String word : List.of("COPY", "'ä'", "nope", "t)", ") TO", "HEADER", "5")) {
      int there = trial.text().indexOf(word.equals(") TO") ? ") AS" : word) + 1;
      ErrorFields error = ErrorFields.error("42703", "wrong").withPosition(there);
      assertThat(trial.original(error).position()).hasValue(String.valueOf(sql.indexOf(word) + 1));
    }
    ErrorFields nowhere = ErrorFields.error("42703", "wrong");
    assertThat(trial.original(nowhere)).isEqualTo(nowhere);
  }

  private static List<@Nullable String> row(Random random) {
    List<@Nullable String> row = new ArrayList<>();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      StringBuilder value = new StringBuilder();
      for (int j = random.nextInt(6); j > 0; j--) {
        value.append(TRICKY.charAt(random.nextInt(TRICKY.length())));
      }
      row.add(random.nextInt(5) == 0 ? null : value.toString());
    }
    return row;
  }

  private static @Nullable String[] values(List<@Nullable String> row) {
    return row.toArray(new String[0]);
  }

  private static Copy copy(String sql) {
    return ((Statement.CopyData) Parsing.statement(sql)).copy();
  }

  private static Optional<CopyOutFormat> format(String sql) {
    return CopyOutFormat.of(sql, copy(sql), LexerSettings.STANDARD);
  }

  private static CopyLines lines(String sql, List<String> columns) {
    return new CopyLines(format(sql).orElseThrow(), columns);
  }

  private static String header(String sql, String... columns) {
    return new String(lines(sql, List.of(columns)).header(), UTF_8);
  }

  /** The line of a row whose values have one octet for each character. */
  private static String line(String sql, @Nullable String... values) {
    List<String> columns = List.of("a", "b", "c", "d", "e").subList(0, values.length);
    ByteBuffer row = ByteBuffer.allocate(10_000).put((byte) 'x').putShort((short) values.length);
    for (String value : values) {
      byte[] octets = value == null ? new byte[0] : value.getBytes(ISO_8859_1);
      row.putInt(value == null ? -1 : octets.length).put(octets);
    }
    CopyLines lines = lines(sql, columns);
    lines.row(row.array(), 1);
    return new String(Arrays.copyOf(lines.line(), lines.size()), ISO_8859_1);
  }

  /** Reads lines as the documentation of COPY tells. */
  private static final class Unwritten {
    private Unwritten() {}

    static List<@Nullable String> text(String line, char delimiter) {
      List<@Nullable String> row = new ArrayList<>();
      StringBuilder raw = new StringBuilder();
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (c == delimiter || c == '\n') {
          row.add(raw.toString().equals("\\N") ? null : unescaped(raw.toString()));
          raw.setLength(0);
        } else {
          raw.append(c);
          if (c == '\\') {
            raw.append(line.charAt(++i));
          }
        }
      }
      return row;
    }

    private static String unescaped(String raw) {
      StringBuilder value = new StringBuilder();
      for (int i = 0; i < raw.length(); i++) {
        char c = raw.charAt(i);
        if (c == '\\') {
          char letter = raw.charAt(++i);
          int control = "bfnrtv".indexOf(letter);
          c = control < 0 ? letter : "\b\f\n\r\t\u000b".charAt(control);
        }
        value.append(c);
      }
      return value.toString();
    }

    static List<@Nullable String> csv(String line, char delimiter, char escape) {
      List<@Nullable String> row = new ArrayList<>();
      StringBuilder value = new StringBuilder();
      boolean quoted = false;
      boolean inside = false;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (inside && c == escape && (line.charAt(i + 1) == '"' || line.charAt(i + 1) == escape)) {
          value.append(line.charAt(++i));
        } else if (c == '"') {
          quoted = true;
          inside = !inside;
        } else if (!inside && (c == delimiter || c == '\n')) {
          row.add(quoted || !value.isEmpty() ? value.toString() : null);
          value.setLength(0);
          quoted = false;
        } else {
          value.append(c);
        }
      }
      return row;
    }
  }
}
